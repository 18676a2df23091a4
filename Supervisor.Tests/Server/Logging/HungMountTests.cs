using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

/// <summary>A real mount that stops answering.</summary>
public sealed class HungMountTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly RecordedLog _mainLog = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_holds_up_what_lies_there_and_nothing_else()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var writer = NewWriter();
        var stuck = await writer.OpenLog(mount["log"]);
        mount.Hang();
        stuck.Write("waits"u8);
        var refused = writer.OpenLog(mount["other"]);
        var free = await writer.OpenLog(_folder["log"]);
        free.Write("goes on"u8);
        Assert.Equal("goes on", Encoding.ASCII.GetString((await writer.ReadAsync(free.Path, 0, 0).InTime()).Bytes.Span));
        Assert.Equal(LogReadOutcome.Failed, (await writer.ReadAsync(stuck.Path, 0, 0).InTime()).Outcome);
        var failure = await Assert.ThrowsAsync<PosixException>(() => refused.InTime());
        Assert.StartsWith($"open '{mount["other"]}', as the fuse.hanging-mount file system at {mount.Path} does not answer", failure.Message, StringComparison.Ordinal);
        Assert.True(_mainLog.Has(LogLevel.Error, $"log file '{stuck.Path}' cannot be written: ETIMEDOUT (its file system does not answer)"));
    }

    [Fact]
    public async Task What_was_written_meanwhile_comes_whole_once_and_in_order_when_it_answers_again()
    {
        await using var mount = await HangingMount.StartAsync();
        var writer = NewWriter();
        var log = await writer.OpenLog(mount["log"], maxBytes: 100_000, backups: 50);
        Write(0);
        mount.Hang();
        Write(1000);
        await Eventually.HoldsAsync(() => _mainLog.Has(LogLevel.Error, "cannot be written: ETIMEDOUT"), "the line in the main log");
        Write(2000);
        mount.Answer();
        Write(3000);
        await log.CloseAsync().InTime();
        await Eventually.HoldsAsync(() => log.Queued == 0, "the log to be written");
        Assert.Empty(await writer.CloseAsync(Eventually.Patience));
        var files = Directory.GetFiles(mount.Backing).OrderByDescending(Path.GetExtension, new ByNumber());
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => $"{i:D99}"), files.SelectMany(File.ReadLines));

        void Write(int first)
        {
            for (var i = first; i < first + 1000; i++)
                log.Write(Encoding.ASCII.GetBytes($"{i:D99}\n"));
        }
    }

    [Fact]
    public async Task Closing_does_not_wait_for_it_and_says_what_is_left_behind()
    {
        await using var mount = await HangingMount.StartAsync();
        var writer = NewWriter();
        var stuck = await writer.OpenLog(mount["log"]);
        var free = await writer.OpenLog(_folder["log"]);
        mount.Hang();
        stuck.Write("never"u8);
        free.Write("in time"u8);
        var left = await writer.CloseAsync(TimeSpan.FromSeconds(1)).InTime();
        Assert.Equal(2, left.Count);
        Assert.Equal($"log file '{stuck.Path}': 5 bytes were not written", left[0]);
        Assert.Matches($"process [0-9]+ waits for the fuse.hanging-mount file system at {mount.Path}", left[1]);
        Assert.Equal("in time", File.ReadAllText(free.Path));
    }

    [Fact]
    public async Task A_program_whose_log_lies_there_starts_again_with_the_log_it_has()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var writer = NewWriter();
        var log = await writer.OpenLog(mount["log"]);
        mount.Hang();
        log.RenewIfMoved();
        log.Write("first"u8);
        mount.Answer();
        await Eventually.HoldsAsync(() => log.Queued == 0, "the log to be written");
        Assert.Equal("first", File.ReadAllText(Path.Combine(mount.Backing, "log")));
    }

    [Fact]
    public async Task A_removal_that_comes_late_takes_no_later_line_with_it()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var writer = NewWriter();
        var log = await writer.OpenLog(mount["log"]);
        log.Write("before"u8);
        await writer.ExistsAsync(log.Path).InTime();
        mount.Hang();
        Assert.Equal(Errno.ETIMEDOUT, await LogCalls.ErrnoOf(log.ClearAsync()));
        log.Write("after"u8);
        mount.Answer();
        await Eventually.HoldsAsync(() => log.Queued == 0, "the log to be written");
        Assert.Equal("after", File.ReadAllText(Path.Combine(mount.Backing, "log")));
    }

    private LogWriter NewWriter() =>
        new(agent: TestAgent.Program, policy: new LogFailurePolicy { RetryDelay = TimeSpan.FromMilliseconds(50) }) { MainLog = _mainLog };

    /// <summary>The oldest backup first, the file itself last.</summary>
    private sealed class ByNumber : IComparer<string?>
    {
        public int Compare(string? x, string? y) => Number(x).CompareTo(Number(y));

        private static int Number(string? extension) => int.TryParse(extension?.TrimStart('.'), out var number) ? number : 0;
    }
}
