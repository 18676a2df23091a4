using System.Diagnostics;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

/// <summary>A disk of 1 MiB, where the tests may mount one, and /dev/full elsewhere.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly LogFailurePolicy Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(10),
        Patience = TimeSpan.FromHours(1),
        CloseGrace = TimeSpan.FromMilliseconds(50),
    };

    private readonly TestDirectory _folder = new();
    private readonly RecordedLog _mainLog = new();
    private readonly bool _isMounted;

    public FullDiskTests() => _isMounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _folder.Path);

    public void Dispose()
    {
        if (_isMounted)
            Run("umount", "-l", _folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_full_disk_did_not_take_is_written_when_there_is_room()
    {
        if (!_isMounted)
            return;
        using var other = new TestDirectory();
        var path = _folder["log"];
        File.WriteAllBytes(_folder["ballast"], new byte[900_000]);
        var sent = new byte[800_000];
        new Random(3).NextBytes(sent);
        await using (var writer = new LogWriter(policy: Quick) { MainLog = _mainLog })
        {
            var log = await writer.OpenLog(path);
            foreach (var piece in sent.Chunk(10_000))
                log.Write(piece);
            await Eventually.HoldsAsync(() => _mainLog.Has(LogLevel.Error, $"log file '{path}' cannot be written: ENOSPC"), "the full disk to be told");
            Assert.True(log.Queued > 0);

            var elsewhere = await writer.OpenLog(other["log"]);
            elsewhere.Write("fine"u8);
            await elsewhere.CloseAsync().InTime();
            Assert.Equal("fine", File.ReadAllText(elsewhere.Path));

            File.Delete(_folder["ballast"]);
            await Eventually.HoldsAsync(() => log.Queued == 0, "the log to be written");
            Assert.Equal(sent, File.ReadAllBytes(path));
        }
        Assert.Equal(2, _mainLog.Lines.Count);
        Assert.True(_mainLog.Has(LogLevel.Info, "is written again"));
        Assert.True(_mainLog.Has(LogLevel.Info, "; 0 bytes were lost"));
    }

    [Fact]
    public async Task A_log_closed_on_a_full_disk_is_finished_when_there_is_room()
    {
        if (!_isMounted)
            return;
        var path = _folder["log"];
        File.WriteAllBytes(_folder["ballast"], new byte[1_000_000]);
        await using var writer = new LogWriter(policy: Quick) { MainLog = _mainLog };
        var log = await writer.OpenLog(path);
        log.Write(new byte[200_000]);
        await log.CloseAsync().InTime();
        var next = await writer.OpenLog(path);
        next.Write("next"u8);
        File.Delete(_folder["ballast"]);
        await Eventually.HoldsAsync(() => log.Queued + next.Queued == 0, "both logs to be written");
        Assert.Equal(200_004, new FileInfo(path).Length);
    }

    [Fact]
    public async Task Clearing_a_log_makes_room()
    {
        if (!_isMounted)
            return;
        var path = _folder["log"];
        await using var writer = new LogWriter(policy: Quick) { MainLog = _mainLog };
        var log = await writer.OpenLog(path);
        for (var i = 0; i < 30; i++)
            log.Write(new byte[50_000]);
        await Eventually.HoldsAsync(() => _mainLog.Has(LogLevel.Error, "cannot be written: ENOSPC"), "the full disk to be told");
        await log.ClearAsync().InTime();
        log.Write("after"u8);
        await log.CloseAsync().InTime();
        Assert.Equal("after", File.ReadAllText(path));
    }

    [Fact]
    public async Task A_child_does_not_wait_for_ever_for_a_device_that_stays_full()
    {
        var policy = Quick with { Patience = TimeSpan.FromMilliseconds(50), KeptBytes = 10_000 };
        await using (var writer = new LogWriter(policy: policy) { MainLog = _mainLog })
        {
            var log = await writer.OpenLog("/dev/full", maxBytes: 1000, backups: 1);
            while (!log.IsFull)
                log.Write(new byte[2000]);
            await Eventually.HoldsAsync(() => !log.IsFull && log.Queued < 20_000, "what is too much to be dropped");
            log.Write("newest"u8);
        }
        Assert.Single(_mainLog.Lines, l => l.Text.Contains("cannot be written: ENOSPC", StringComparison.Ordinal));
        Assert.Single(_mainLog.Lines, l => l.Text.Contains("oldest output is dropped", StringComparison.Ordinal));
        Assert.True(_mainLog.Has(LogLevel.Error, "bytes were lost"));
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
