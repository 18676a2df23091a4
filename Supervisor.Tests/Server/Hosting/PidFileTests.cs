using Supervisor.Server.Configuration;
using Supervisor.Server.Hosting;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Hosting;

public sealed class PidFileTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly RecordedLog _log = new();
    private readonly LogWriter _writer = new();

    public void Dispose()
    {
        _writer.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_holds_the_pid_and_a_line_end_over_whatever_was_there_and_goes_with_the_daemon()
    {
        var path = _directory.Write("pid", "a longer stale text\n");
        var file = new PidFile(_writer, path, _log);
        await file.WriteAsync(42);
        Assert.Equal("42\n", File.ReadAllText(path));
        await file.RemoveAsync();
        Assert.False(File.Exists(path));
        await file.RemoveAsync();
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task One_that_cannot_be_written_is_told_and_no_other_is_removed_in_its_place()
    {
        var path = _directory["no/such/folder/pid"];
        var file = new PidFile(_writer, path, _log);
        await file.WriteAsync(42);
        Assert.Equal([(LogLevel.Critical, $"could not write pidfile {path}")], _log.Lines);
        Directory.CreateDirectory(_directory["no/such/folder"]);
        File.WriteAllText(path, "7\n");
        await file.RemoveAsync();
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task One_that_was_never_written_is_not_removed()
    {
        var path = _directory.Write("pid", "7\n");
        await new PidFile(_writer, path, _log).RemoveAsync();
        Assert.Equal("7\n", File.ReadAllText(path));
    }

    [Fact]
    public async Task One_that_others_removed_is_no_trouble()
    {
        var file = new PidFile(_writer, _directory["pid"], _log);
        await file.WriteAsync(42);
        File.Delete(_directory["pid"]);
        await file.RemoveAsync();
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task One_that_another_daemon_has_written_since_stays()
    {
        var path = _directory["pid"];
        var file = new PidFile(_writer, path, _log);
        await file.WriteAsync(42);
        File.WriteAllText(path, "421\n");
        await file.RemoveAsync();
        Assert.Equal("421\n", File.ReadAllText(path));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_pipe_or_device_under_that_name_is_written_and_stays()
    {
        var path = _directory["null"];
        await ChildProcess.RunAsync("mknod", [path, "c", "1", "3"]);
        var file = new PidFile(_writer, path, _log);
        await file.WriteAsync(42);
        await file.RemoveAsync();
        Assert.True(File.Exists(path));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_link_is_followed_only_where_nobody_else_could_have_put_it()
    {
        var precious = _directory.Write("precious", "old\n");
        File.CreateSymbolicLink(_directory["pid"], precious);
        var trusted = new PidFile(_writer, _directory["pid"], _log);
        await trusted.WriteAsync(42);
        Assert.Equal("42\n", File.ReadAllText(precious));
        Directory.CreateDirectory(_directory["open"]);
        File.SetUnixFileMode(_directory["open"], (UnixFileMode)0b111_111_111);
        File.CreateSymbolicLink(_directory["open/pid"], precious);
        await new PidFile(_writer, _directory["open/pid"], _log).WriteAsync(43);
        Assert.Equal("42\n", File.ReadAllText(precious));
        Assert.Equal([(LogLevel.Critical, $"could not write pidfile {_directory["open/pid"]}")], _log.Lines);
    }
}
