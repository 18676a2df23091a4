using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

public sealed class ChildLogTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly LogWriter _writer = new();

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_written_before_a_read_is_in_it()
    {
        var path = _folder["log"];
        var log = await _writer.OpenLog(path);
        for (var i = 1; i <= 200; i++)
        {
            log.Write(Encoding.ASCII.GetBytes($"line {i}\n"));
            var read = await _writer.ReadAsync(path, -1 - $"line {i}".Length, 0).InTime();
            Assert.Equal((LogReadOutcome.Ok, $"line {i}\n"), (read.Outcome, Encoding.ASCII.GetString(read.Bytes.Span)));
        }
    }

    [Fact]
    public async Task Opening_in_a_folder_that_is_not_there_says_which_error()
    {
        var log = new ChildLog(_writer, new LogFileOptions(_folder["no/such"], 0, 0), a => a());
        Assert.Equal(Errno.ENOENT, await LogCalls.ErrnoOf(log.OpenAsync()));
        log.Write("lost"u8);
        await log.CloseAsync().InTime();
        Assert.Equal(0, log.Queued);
    }

    [Fact]
    public async Task Opening_a_folder_is_an_error() =>
        Assert.Equal(Errno.EISDIR, await LogCalls.ErrnoOf(new ChildLog(_writer, new LogFileOptions(_folder.Path, 0, 0), a => a()).OpenAsync()));

    [Fact]
    public async Task An_existing_file_is_appended_to()
    {
        var path = _folder["log"];
        File.WriteAllText(path, "old ");
        var log = await _writer.OpenLog(path);
        log.Write("new"u8);
        await log.CloseAsync().InTime();
        Assert.Equal("old new", File.ReadAllText(path));
    }

    [Fact]
    public async Task Writes_reopens_and_clears_take_effect_in_the_order_of_the_calls()
    {
        var path = _folder["log"];
        var log = await _writer.OpenLog(path);
        log.Write("cleared"u8);
        var cleared = log.ClearAsync();
        log.Write("first "u8);
        await cleared.InTime();
        var before = _writer.ReadAsync(path, 0, 0);
        log.Write("second"u8);
        Assert.Equal("first ", Encoding.ASCII.GetString((await before.InTime()).Bytes.Span));
        await _writer.ExistsAsync(path);
        File.Move(path, path + ".moved");
        log.Write(" third"u8);
        var reopened = log.ReopenAsync();
        log.Write("fourth"u8);
        await reopened.InTime();
        await log.CloseAsync().InTime();
        Assert.Equal("first second third", File.ReadAllText(path + ".moved"));
        Assert.Equal("fourth", File.ReadAllText(path));
    }

    [Fact]
    public async Task Clearing_leaves_the_backups_alone()
    {
        var path = _folder["log"];
        var log = await _writer.OpenLog(path, 5, 2);
        log.Write("12345"u8);
        log.Write("abc"u8);
        await log.ClearAsync().InTime();
        Assert.Equal(("", "12345"), (File.ReadAllText(path), File.ReadAllText(path + ".1")));
    }

    [Fact]
    public async Task A_log_that_nobody_has_open_is_cleared_too()
    {
        var path = _folder["log"];
        File.WriteAllText(path, "old");
        await _writer.ClearAsync(path).InTime();
        Assert.Equal("", File.ReadAllText(path));
        await _writer.ClearAsync(_folder["never"]).InTime();
        Assert.Equal(["log"], _folder.Names());
    }

    [Fact]
    public async Task A_reopen_that_fails_is_reported_and_the_old_file_is_used_on()
    {
        var mainLog = new RecordedLog();
        _writer.MainLog = mainLog;
        Directory.CreateDirectory(_folder["logs"]);
        var log = await _writer.OpenLog(_folder["logs/log"]);
        Directory.Move(_folder["logs"], _folder["away"]);
        Assert.Equal(Errno.ENOENT, await LogCalls.ErrnoOf(log.ReopenAsync()));
        log.Write("still here"u8);
        await log.CloseAsync().InTime();
        Assert.Equal("still here", File.ReadAllText(_folder["away/log"]));
        Assert.True(mainLog.Has(LogLevel.Error, "cannot be reopened: ENOENT"));
    }

    [Fact]
    public async Task A_file_moved_away_before_a_program_starts_anew_is_begun_anew_for_all_who_share_it()
    {
        var path = _folder["log"];
        var old = await _writer.OpenLog(path);
        old.Write("old"u8);
        await _writer.ExistsAsync(path);
        File.Move(path, path + ".moved");
        var young = await _writer.OpenLog(path);
        young.Write("young "u8);
        old.Write("and old"u8);
        await young.CloseAsync().InTime();
        await old.CloseAsync().InTime();
        Assert.Equal(("old", "young and old"), (File.ReadAllText(path + ".moved"), File.ReadAllText(path)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Two_logs_with_one_path_share_its_rotation(int linked)
    {
        var path = _folder["log"];
        var other = path;
        if (linked == 1)
        {
            other = _folder["link"];
            File.WriteAllText(path, "");
            File.CreateSymbolicLink(other, path);
        }
        var one = await _writer.OpenLog(path, 1000, 500);
        var two = await _writer.OpenLog(other, 1000, 500);
        for (var i = 0; i < 1000; i++)
            (i % 2 == 0 ? one : two).Write(Encoding.ASCII.GetBytes($"{i:D99}\n"));
        await one.CloseAsync().InTime();
        two.Write("end"u8);
        await two.CloseAsync().InTime();
        var files = Enumerable.Range(1, 500).Reverse().Select(n => $"{path}.{n}").Where(File.Exists).Append(path).ToList();
        Assert.Equal(101, files.Count);
        var expected = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:D99}\n")) + "end";
        Assert.Equal(expected, string.Concat(files.Select(File.ReadAllText)));
    }

    [Fact]
    public async Task The_size_of_the_newest_configuration_counts()
    {
        var path = _folder["log"];
        _ = await _writer.OpenLog(path);
        var two = await _writer.OpenLog(path, 10, 1);
        two.Write("0123456789"u8);
        await two.CloseAsync().InTime();
        Assert.Equal(["log", "log.1"], _folder.Names());
    }

    [Fact]
    public async Task After_the_close_nothing_is_taken_and_nothing_is_held()
    {
        var path = _folder["log"];
        var log = await _writer.OpenLog(path);
        await log.CloseAsync().InTime();
        log.Write("late"u8);
        await log.ReopenAsync().InTime();
        Assert.Equal((0, 0), (log.Queued, new FileInfo(path).Length));
    }

    [Fact]
    public async Task A_writer_that_is_closed_refuses_politely()
    {
        var log = await _writer.OpenLog(_folder["log"]);
        log.Write("in time"u8);
        await _writer.DisposeAsync().AsTask().InTime();
        log.Write("late"u8);
        Assert.Equal(0, log.Queued);
        await log.CloseAsync().InTime();
        Assert.Equal(Errno.ESHUTDOWN, await LogCalls.ErrnoOf(log.ReopenAsync()));
        Assert.Equal(LogReadOutcome.Failed, (await _writer.ReadAsync(log.Path, 0, 0)).Outcome);
        Assert.Equal("in time", File.ReadAllText(log.Path));
    }
}
