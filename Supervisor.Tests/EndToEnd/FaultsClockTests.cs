using System.Diagnostics;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// The wall's clock is set under a whole daemon, in one that a library before the C library shifts for it alone. What it decides, it decides by
/// the other clock.
/// </summary>
public sealed class FaultsClockTests : IDisposable
{
    private const long Day = 86_400;

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(-Day)]
    [InlineData(366 * Day)]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_step_restarts_nothing_moves_no_deadline_and_shows_no_negative_time(long step)
    {
        _directory.Script("stubborn", "trap '' TERM\ntouch stubborn-is-up\nwhile :; do sleep 0.1; done");
        _directory.Script("watch", "printf 'READY\\n'\nwhile read -r line; do echo \"$line\" >>ticks; n=${line##*len:}; dd bs=1 count=$n 2>/dev/null >/dev/null; printf 'RESULT 2\\nOKREADY\\n'; done");
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:steady]
            command=sleep 1000
            autorestart=true
            startsecs=1
            [program:slow]
            command=sleep 1000
            autostart=false
            startsecs=3
            [program:stubborn]
            command=@dir@/stubborn
            directory=@dir@
            startsecs=0
            stopwaitsecs=3
            [eventlistener:watch]
            command=@dir@/watch
            directory=@dir@
            events=TICK_5
            startsecs=0
            """,
            await PeerAsync(),
            _directory);
        await supervisor.Rpc.WaitForStateAsync("steady", "RUNNING");
        await Eventually.HoldsAsync(() => File.Exists(_directory["stubborn-is-up"]), "it ignores TERM");
        var steady = await supervisor.Rpc.PidOfAsync("steady");
        var wait = Stopwatch.StartNew();
        var starting = supervisor.Rpc.CallAsync("supervisor.startProcess", "slow");
        await supervisor.Rpc.WaitForStateAsync("slow", "STARTING");
        var stopping = TimedAsync(supervisor.Rpc.CallAsync("supervisor.stopProcess", "stubborn"));
        await supervisor.Rpc.WaitForStateAsync("stubborn", "STOPPING");
        var before = (int)(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "steady")).Struct["now"]!;
        Shift(step);
        var info = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "steady")).Struct;
        // The program sees the step: the shift would be no test otherwise.
        Assert.InRange((int)info["now"]! - before - step, 0, 20);
        Assert.Matches(@"^pid \d+, uptime (\d+ days?, )?\d+:\d\d:\d\d$", (string)info["description"]!);
        Assert.Null((await starting).Fault);
        Assert.InRange(wait.Elapsed.TotalSeconds, 3, 20);
        Assert.InRange((await stopping).TotalSeconds, 2.8, 20);
        Assert.Equal("STOPPED", await supervisor.Rpc.StateOfAsync("stubborn"));
        await Eventually.HoldsAsync(() => Ticks().Count >= 2, "it ticks on");
        Shift(0);
        var ticks = Ticks().Count;
        await Eventually.HoldsAsync(() => Ticks().Count > ticks, "and after it was set back");
        // One in five seconds, and one more for each step.
        Assert.InRange(Ticks().Count, 3, 4 + (int)(wait.Elapsed.TotalSeconds / 5) + 2);
        Assert.Equal(steady, await supervisor.Rpc.PidOfAsync("steady"));
        Assert.DoesNotContain("exited: ", supervisor.MainLog, StringComparison.Ordinal);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private static async Task<TimeSpan> TimedAsync(Task<RpcReply> call)
    {
        var watch = Stopwatch.StartNew();
        Assert.Null((await call).Fault);
        return watch.Elapsed;
    }

    private List<string> Ticks() => File.Exists(_directory["ticks"])
        ? [.. File.ReadAllText(_directory["ticks"]).Split('\n').Where(line => line.Contains("eventname:TICK_5", StringComparison.Ordinal))]
        : [];

    private void Shift(long seconds)
    {
        using var file = File.OpenWrite(_directory["shift"]);
        file.Write(BitConverter.GetBytes(seconds));
    }

    private async Task<Peer> PeerAsync()
    {
        var source = Path.Combine(Repository.Root, "Supervisor.Tests/Support/shifted_clock.c");
        var built = await ChildProcess.RunAsync("cc", ["-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", _directory["shifted.so"], source]);
        Assert.True(built.ExitCode == 0, built.Error);
        Shift(0);
        return (await Peer.OursAsync()).Behind($"export LD_PRELOAD={_directory["shifted.so"]} CLOCK_SHIFT={_directory["shift"]}");
    }
}
