using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>How programs are stopped: whom the signals reach, in which order, and what comes when they do not help.</summary>
public class LifeCycleStopTests
{
    /// <summary>A program whose child ignores what the program itself dies of, and tells of what it got.</summary>
    private const string Family =
        """
        sh -c 'trap "echo child got TERM" TERM; trap "echo child got HUP" HUP; echo child ready; while :; do sleep 0.05; done' &
        trap 'echo parent got TERM; exit 0' TERM
        echo parent ready
        wait
        wait
        """;

    [Fact]
    public async Task Only_with_stopasgroup_the_stop_signal_reaches_the_children_of_a_program()
    {
        using var directory = new TestDirectory();
        directory.Script("family", Family);
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:alone]
            command=@dir@/family
            stdout_logfile=@dir@/alone.log
            startsecs=0
            autorestart=false
            [program:all]
            command=@dir@/family
            stdout_logfile=@dir@/all.log
            startsecs=0
            stopasgroup=true
            autorestart=false
            """,
            directory: directory);
        foreach (var name in new[] { "alone", "all" })
        {
            await ContainsAsync(directory[$"{name}.log"], "child ready\n");
            await ContainsAsync(directory[$"{name}.log"], "parent ready\n");
            await supervisor.Rpc.CallAsync("supervisor.signalProcess", name, "HUP");
        }
        // HUP went to the process alone, which does not catch it, so both are gone: started again by hand.
        foreach (var name in new[] { "alone", "all" })
        {
            await supervisor.Rpc.WaitForStateAsync(name, "EXITED");
            Assert.DoesNotContain("got HUP", File.ReadAllText(directory[$"{name}.log"]), StringComparison.Ordinal);
            await supervisor.Rpc.CallAsync("supervisor.clearProcessLogs", name);
            await supervisor.Rpc.CallAsync("supervisor.startProcess", name);
            await ContainsAsync(directory[$"{name}.log"], "child ready\n");
            await ContainsAsync(directory[$"{name}.log"], "parent ready\n");
            await supervisor.Rpc.CallAsync("supervisor.stopProcess", name);
            Assert.Contains("parent got TERM\n", File.ReadAllText(directory[$"{name}.log"]), StringComparison.Ordinal);
        }
        Assert.DoesNotContain("child got TERM", File.ReadAllText(directory["alone.log"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_killasgroup_nothing_of_the_program_is_left()
    {
        using var directory = new TestDirectory();
        directory.Script("deaf", "trap '' TERM\n(trap '' TERM; while :; do sleep 0.05; done) &\necho $! > \"$1\"\nwhile :; do sleep 0.05; done");
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:all]
            command=@dir@/deaf @dir@/all.pid
            stopwaitsecs=1
            killasgroup=true
            startsecs=0
            [program:one]
            command=@dir@/deaf @dir@/one.pid
            stopwaitsecs=1
            startsecs=0
            """,
            directory: directory);
        foreach (var name in new[] { "all", "one" })
            await ContainsAsync(directory[$"{name}.pid"], "\n");
        var (ofAll, ofOne) = (File.ReadAllText(directory["all.pid"]).Trim(), File.ReadAllText(directory["one.pid"]).Trim());
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopAllProcesses")).Fault);
        await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{ofAll}"), "the child of the group is gone");
        Assert.True(Directory.Exists($"/proc/{ofOne}"));
        Assert.Contains("WARN killing 'all' (<pid>) with SIGKILL", MainLogText.Lines(supervisor));
        // The answer may be here before the line is on the disk.
        await Eventually.HoldsAsync(
            () => MainLogText.Lines(supervisor).Contains("WARN stopped: one (terminated by SIGKILL)"), "the line about the other is written");
    }

    [Fact]
    public async Task A_shutdown_goes_down_the_priorities_one_after_the_other_and_equals_together()
    {
        using var directory = new TestDirectory();
        directory.Script("slow", "trap 'echo \"$1 stopping\" >> \"$2\"; sleep 0.4; echo \"$1 stopped\" >> \"$2\"; exit 0' TERM\necho x >> \"$2.up\"\nwhile :; do sleep 0.02; done");
        await using var supervisor = await RunningSupervisor.StartAsync(
            string.Concat(new[] { ("low", 1), ("equal_a", 5), ("equal_b", 5), ("high", 900) }.Select(p =>
                $"[program:{p.Item1}]\ncommand=@dir@/slow {p.Item1} @dir@/order\npriority={p.Item2}\nstartsecs=0\n")),
            directory: directory);
        await Eventually.HoldsAsync(() => File.Exists(directory["order.up"]) && File.ReadAllLines(directory["order.up"]).Length == 4, "all are up");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        var order = File.ReadAllLines(directory["order"]);
        Assert.Equal(["high stopping", "high stopped"], order[..2]);
        Assert.Equal(["equal_a stopping", "equal_b stopping"], order[2..4].Order());
        Assert.Equal(["equal_a stopped", "equal_b stopped"], order[4..6].Order());
        Assert.Equal(["low stopping", "low stopped"], order[6..]);
    }

    [Fact]
    public async Task A_stubborn_program_is_killed_at_shutdown_and_further_signals_change_nothing()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:stubborn]
            command=/bin/sh -c "trap '' TERM; echo ready; while :; do sleep 0.1; done"
            startsecs=0
            stopwaitsecs=4
            stdout_logfile=@dir@/out
            """);
        await ContainsAsync(supervisor.Directory["out"], "ready\n");
        await supervisor.SignalAsync("TERM");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("waiting for stubborn to die", StringComparison.Ordinal), "it waits");
        // Of signals that wait together the kernel gives the lower number first.
        await supervisor.SignalAsync("TERM");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Split("received SIGTERM").Length == 3, "it is told");
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("ignored SIGHUP", StringComparison.Ordinal), "it is told");
        await supervisor.SignalAsync("INT");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        var lines = MainLogText.Lines(supervisor).Where(l => !l.Contains("to die", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            [
                "INFO success: stubborn entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)",
                "WARN received SIGTERM indicating exit request",
                "WARN received SIGTERM indicating exit request",
                "WARN ignored SIGHUP indicating restart request (shutdown in progress)",
                "WARN received SIGINT indicating exit request",
                "WARN killing 'stubborn' (<pid>) with SIGKILL",
                "WARN stopped: stubborn (terminated by SIGKILL)",
            ],
            lines[lines.FindIndex(l => l.Contains("success", StringComparison.Ordinal))..]);
        Assert.InRange(MainLogText.Lines(supervisor).Count(l => l == "INFO waiting for stubborn to die"), 1, 3);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task Each_of_the_three_signals_ends_the_daemon_with_0(string signal)
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=cat\nstartsecs=0\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await supervisor.SignalAsync(signal);
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Contains($"WARN received SIG{signal} indicating exit request", MainLogText.Lines(supervisor));
        Assert.Empty(supervisor.DescendantPids);
        Assert.False(File.Exists(supervisor.Directory[TestConfiguration.PidName]));
        Assert.False(File.Exists(supervisor.SocketPath));
    }

    private static Task ContainsAsync(string file, string text) =>
        Eventually.HoldsAsync(() => File.Exists(file) && File.ReadAllText(file).Contains(text, StringComparison.Ordinal), $"{file} has '{text.Trim()}'");
}
