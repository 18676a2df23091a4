using Supervisor.Server.Logging;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Logging;

public sealed class LogWatchTests : IDisposable
{
    private readonly TestDirectory _folder = new();
    private readonly LogWriter _writer = new();

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_follower_hears_of_writes_rotations_clears_and_reopens()
    {
        var path = _folder["log"];
        using var heard = new SemaphoreSlim(0);
        var log = await _writer.OpenLog(path, 10, 1);
        using var watch = _writer.Watch(path, () => heard.Release());
        Assert.Equal(0, heard.CurrentCount);
        foreach (var change in (Action[])
            [
                () => log.Write("abc"u8),
                () => log.Write("defghijkl"u8),
                () => _ = log.ClearAsync(),
                () => _ = log.ReopenAsync(),
                () => _ = _writer.ClearAsync(path),
            ])
        {
            change();
            Assert.True(await heard.WaitAsync(Eventually.Patience));
        }
    }

    [Fact]
    public async Task Many_writes_at_once_are_few_calls()
    {
        var path = _folder["log"];
        var calls = 0;
        var log = await _writer.OpenLog(path);
        using var gate = new ManualResetEventSlim();
        using var blocker = _writer.Watch(path, () => gate.Wait(Eventually.Patience));
        using var watch = _writer.Watch(path, () => Interlocked.Increment(ref calls));
        log.Write("first"u8);
        for (var i = 0; i < 1000; i++)
            log.Write("more"u8);
        gate.Set();
        await log.CloseAsync().InTime();
        await _writer.ExistsAsync(path).InTime();
        Assert.InRange(Volatile.Read(ref calls), 1, 100);
    }

    [Fact]
    public async Task A_watch_that_is_disposed_hears_no_more_and_others_do()
    {
        var path = _folder["log"];
        var (gone, kept) = (0, 0);
        var log = await _writer.OpenLog(path);
        using var watch = _writer.Watch(path, () => Interlocked.Increment(ref kept));
        _writer.Watch(path, () => Interlocked.Increment(ref gone)).Dispose();
        // The removal is a turn of the writer, asked for by another: it has been done when two more have.
        await _writer.ClearAsync(_folder["never"]).InTime();
        await _writer.ClearAsync(_folder["never"]).InTime();
        log.Write("x"u8);
        await Eventually.HoldsAsync(() => Volatile.Read(ref kept) > 0, "the watch to be kept");
        Assert.Equal(0, Volatile.Read(ref gone));
    }

    [Fact]
    public async Task A_follower_of_a_stopped_programs_log_hears_of_its_clearing()
    {
        var path = _folder["log"];
        File.WriteAllText(path, "old");
        using var heard = new SemaphoreSlim(0);
        using var watch = _writer.Watch(path, () => heard.Release());
        await _writer.ClearAsync(path).InTime();
        Assert.True(await heard.WaitAsync(Eventually.Patience));
    }
}
