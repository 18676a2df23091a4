using Supervisor.Server.Configuration;
using Supervisor.Server.Hosting;
using Supervisor.Tests.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Hosting;

public sealed class PidFileTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly RecordedLog _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_holds_the_pid_and_a_line_end_over_whatever_was_there_and_goes_with_the_daemon()
    {
        var path = _directory.Write("pid", "a longer stale text\n");
        var file = new PidFile(path, _log);
        file.Write(42);
        Assert.Equal("42\n", File.ReadAllText(path));
        file.Remove();
        Assert.False(File.Exists(path));
        file.Remove();
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void One_that_cannot_be_written_is_told_and_no_other_is_removed_in_its_place()
    {
        var path = _directory["no/such/folder/pid"];
        var file = new PidFile(path, _log);
        file.Write(42);
        Assert.Equal([(LogLevel.Critical, $"could not write pidfile {path}")], _log.Lines);
        Directory.CreateDirectory(_directory["no/such/folder"]);
        File.WriteAllText(path, "7\n");
        file.Remove();
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void One_that_was_never_written_is_not_removed()
    {
        var path = _directory.Write("pid", "7\n");
        new PidFile(path, _log).Remove();
        Assert.Equal("7\n", File.ReadAllText(path));
    }

    [Fact]
    public void One_that_others_removed_is_no_trouble()
    {
        var file = new PidFile(_directory["pid"], _log);
        file.Write(42);
        File.Delete(_directory["pid"]);
        file.Remove();
        Assert.Empty(_log.Lines);
    }
}
