using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>One script of starts, exits, signals and stops, with stock and with ours: each program's lines in the main log are the same.</summary>
public class LifeCycleLogLinesTests
{
    private const string Sections =
        """
        [supervisord]
        loglevel=debug
        [program:tooquick]
        command=/bin/sh -c "exit 0"
        startsecs=20
        startretries=1
        [program:done]
        command=sleep 6
        [program:once]
        command=@dir@/once 3 once
        autorestart=unexpected
        [program:twice]
        command=@dir@/once 0 twice
        autorestart=true
        [program:never]
        command=/bin/sh -c "sleep 6; exit 9"
        autorestart=false
        [program:listed]
        command=/bin/sh -c "sleep 6; exit 2"
        exitcodes=0,2
        [program:crashed]
        command=/bin/sh -c "sleep 6; kill -SEGV $$"
        autorestart=false
        [program:killed]
        command=/bin/sh -c "sleep 6; kill -KILL $$"
        autorestart=false
        exitcodes=0,137
        [program:atonce]
        command=sleep 1000
        startsecs=0
        [program:stubborn]
        command=/bin/sh -c "trap '' TERM; while :; do sleep 1; done"
        stopwaitsecs=1
        killasgroup=true
        [program:asked]
        command=/bin/sh -c "trap 'exit 7' USR1; while :; do sleep 0.1; done"
        stopsignal=USR1
        [program:polite]
        command=/bin/sh -c "trap 'exit 0' INT; while :; do sleep 0.1; done"
        stopsignal=2
        [program:family]
        command=/bin/sh -c "sleep 1000 & sleep 1001; wait"
        stopasgroup=true
        [program:retrying]
        command=/bin/sh -c "exit 1"
        startsecs=20
        startretries=1000
        [program:manual]
        command=sleep 1000
        autostart=false
        autorestart=false
        """;

    /// <summary>Fails the first time, after it has been counted as started; stays the second time.</summary>
    private const string Once = "if mkdir \"$(dirname \"$0\")/$2.was\" 2>/dev/null; then sleep 6; exit $1; fi\nexec sleep 1000";

    private static readonly string[] Programs =
    [
        "tooquick", "done", "once", "twice", "never", "listed", "crashed", "killed", "atonce", "stubborn", "asked", "polite", "family", "manual",
    ];

    [Fact]
    public async Task The_main_log_says_what_stocks_says_line_by_line()
    {
        var (stock, ours) = await BothPeers.RunAsync(LinesAsync);
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
        Assert.Contains("stubborn: WARN killing 'stubborn' (<pid>) with SIGKILL", ours, StringComparison.Ordinal);
    }

    private static async Task<string> LinesAsync(Peer peer)
    {
        using var directory = new TestDirectory();
        directory.Script("once", Once);
        await using var supervisor = await RunningSupervisor.StartAsync(Sections, peer, directory);
        var rpc = supervisor.Rpc;
        foreach (var (name, state) in new[]
                 {
                     ("tooquick", "FATAL"), ("done", "EXITED"), ("never", "EXITED"), ("listed", "EXITED"), ("crashed", "EXITED"), ("killed", "EXITED"),
                     ("stubborn", "RUNNING"), ("asked", "RUNNING"), ("polite", "RUNNING"), ("family", "RUNNING"), ("retrying", "BACKOFF"),
                 })
            await rpc.WaitForStateAsync(name, state);
        await Eventually.HoldsAsync(
            () => new[] { "once", "twice" }.All(p => supervisor.MainLog.Split($"success: {p} ").Length == 3), "both came up a second time");
        foreach (var name in new[] { "stubborn", "asked", "polite", "family", "done", "tooquick", "retrying" })
            await rpc.CallAsync("supervisor.stopProcess", name);
        await rpc.CallAsync("supervisor.signalProcess", "atonce", "CONT");
        await rpc.CallAsync("supervisor.signalProcess", "done", "HUP");
        await rpc.CallAsync("supervisor.startProcess", "manual");
        await rpc.CallAsync("supervisor.startProcess", "manual");
        await rpc.CallAsync("supervisor.signalProcess", "manual", "TERM");
        await rpc.WaitForStateAsync("manual", "EXITED");
        await supervisor.SignalAsync("TERM");
        await supervisor.Process.CompletedAsync();
        return MainLogText.ByProgram([.. MainLogText.Lines(supervisor).Where(IsCompared)], Programs);
    }

    /// <summary>
    /// Not what is about several programs, or names objects of the one or the other implementation; and of a stop that is waited for only
    /// where it takes long: a program that is quick may be gone before the first look, in either.
    /// </summary>
    private static bool IsCompared(string line) =>
        !line.StartsWith("DEBG fd ", StringComparison.Ordinal) && !line.Contains(" to die", StringComparison.Ordinal)
        && (!line.Contains("waiting for ", StringComparison.Ordinal) || line.Contains("stubborn", StringComparison.Ordinal));
}
