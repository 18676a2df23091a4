using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisorctl</c> start, stop, restart and signal, by stock's client, to the byte.</summary>
public class StartStopCommandTests
{
    private const string Programs =
        """
        [program:cat]
        command=/bin/cat
        autostart=false
        startsecs=0
        [program:slow]
        command=/bin/cat
        autostart=false
        startsecs=1
        [program:quick]
        command=/bin/sh -c "sleep 0.2"
        autostart=false
        startsecs=30
        startretries=0
        [program:missing]
        command=@dir@/nowhere
        autostart=false
        [program:plain]
        command=@dir@/supervisord.conf
        autostart=false
        [group:pair]
        programs=left,right
        [program:left]
        command=/bin/cat
        autostart=false
        startsecs=0
        priority=1
        [program:right]
        command=/bin/cat
        autostart=false
        startsecs=0
        priority=2
        """;

    [Fact]
    public async Task Programs_start_and_stop_by_name()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await CtlOutput.ExpectAsync(supervisor, "start cat", 0, "cat: started\n");
        await CtlOutput.ExpectAsync(supervisor, "start cat", 0, "cat: ERROR (already started)\n");
        await CtlOutput.ExpectAsync(supervisor, "start slow cat", 0, "slow: started\ncat: ERROR (already started)\n");
        await CtlOutput.ExpectAsync(supervisor, "stop cat slow", 0, "cat: stopped\nslow: stopped\n");
        await CtlOutput.ExpectAsync(supervisor, "stop cat", 0, "cat: ERROR (not running)\n");
        await CtlOutput.ExpectAsync(supervisor, "restart cat", 0, "cat: ERROR (not running)\ncat: started\n");
        await CtlOutput.ExpectAsync(supervisor, "restart cat", 0, "cat: stopped\ncat: started\n");
    }

    [Fact]
    public async Task Groups_start_and_stop_by_star_by_colon_and_by_member()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await CtlOutput.ExpectAsync(supervisor, "start pair:*", 0, "pair:left: started\npair:right: started\n");
        await CtlOutput.ExpectAsync(supervisor, "stop pair:left", 0, "pair:left: stopped\n");
        await CtlOutput.ExpectAsync(supervisor, "start pair:", 0, "pair:left: started\n");
        await CtlOutput.ExpectAsync(supervisor, "signal WINCH pair:*", 0, "pair:left: signalled\npair:right: signalled\n");
        await CtlOutput.ExpectAsync(supervisor, "restart pair:left pair:right", 0, "pair:left: stopped\npair:right: stopped\npair:left: started\npair:right: started\n");
        var stopped = await SupervisorCtl.RunAsync(supervisor, "stop", "pair:*");
        Assert.Equal(["pair:left: stopped", "pair:right: stopped"], Lines(stopped.Output).Order());
        Assert.Equal(0, stopped.ExitCode);
    }

    [Fact]
    public async Task All_starts_stops_and_signals_everything()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        var started = await SupervisorCtl.RunAsync(supervisor, "start", "all");
        Assert.Equal(
            [
                "cat: started",
                "missing: ERROR (no such file)",
                "pair:left: started",
                "pair:right: started",
                "plain: ERROR (file is not executable)",
                "quick: ERROR (spawn error)",
                "slow: started",
            ],
            Lines(started.Output).Order(StringComparer.Ordinal));
        await CtlOutput.ExpectAsync(
            supervisor, "signal WINCH all", 0, "cat: signalled\npair:left: signalled\npair:right: signalled\nslow: signalled\n");
        var stopped = await SupervisorCtl.RunAsync(supervisor, "stop", "all");
        Assert.Equal(["cat: stopped", "pair:left: stopped", "pair:right: stopped", "slow: stopped"], Lines(stopped.Output).Order(StringComparer.Ordinal));
        Assert.Equal(0, stopped.ExitCode);
        await CtlOutput.ExpectAsync(supervisor, "stop all", 0, "");
    }

    [Fact]
    public async Task A_start_that_fails_says_why()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await CtlOutput.ExpectAsync(supervisor, "start quick", 7, "quick: ERROR (spawn error)\n");
        await CtlOutput.ExpectAsync(supervisor, "start missing", 1, "missing: ERROR (no such file)\n");
        await CtlOutput.ExpectAsync(supervisor, "start plain", 1, "plain: ERROR (file is not executable)\n");
    }

    [Fact]
    public async Task Unknown_names_are_named()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await CtlOutput.ExpectAsync(supervisor, "start nope", 1, "nope: ERROR (no such process)\n");
        await CtlOutput.ExpectAsync(supervisor, "start pair:nope", 1, "pair:nope: ERROR (no such process)\n");
        await CtlOutput.ExpectAsync(supervisor, "start zz:*", 2, "zz: ERROR (no such group)\n");
        await CtlOutput.ExpectAsync(supervisor, "stop nope", 1, "nope: ERROR (no such process)\n");
        await CtlOutput.ExpectAsync(supervisor, "stop zz:*", 1, "zz: ERROR (no such group)\n");
        await CtlOutput.ExpectAsync(supervisor, "signal HUP nope", 1, "nope: ERROR (no such process)\n");
        await CtlOutput.ExpectAsync(supervisor, "signal HUP zz:*", 1, "zz: ERROR (no such group)\n");
        await CtlOutput.ExpectAsync(supervisor, "start nope cat", 1, "nope: ERROR (no such process)\ncat: started\n");
    }

    [Fact]
    public async Task Signals_are_sent_by_name_and_by_number()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await CtlOutput.ExpectAsync(supervisor, "signal HUP cat", 7, "cat: ERROR (not running)\n");
        await CtlOutput.ExpectAsync(supervisor, "start cat", 0, "cat: started\n");
        await CtlOutput.ExpectAsync(supervisor, "signal SIGWINCH cat", 0, "cat: signalled\n");
        await CtlOutput.ExpectAsync(supervisor, "signal 28 cat", 0, "cat: signalled\n");
        await CtlOutput.ExpectAsync(supervisor, "signal FOO cat", 1, "cat: ERROR (bad signal name)\n");
        var pid = await supervisor.Rpc.PidOfAsync("cat");
        await CtlOutput.ExpectAsync(supervisor, "signal KILL cat", 0, "cat: signalled\n");
        await Eventually.HoldsAsync(async () => await supervisor.Rpc.PidOfAsync("cat") is var other && other != pid && other != 0, "cat has a new pid");
    }

    [Theory]
    [InlineData("start", 2, "Error: start requires a process name")]
    [InlineData("stop", 1, "Error: stop requires a process name")]
    [InlineData("restart", 1, "Error: restart requires a process name")]
    [InlineData("signal", 1, "Error: signal requires a signal name and a process name")]
    [InlineData("signal HUP", 1, "Error: signal requires a signal name and a process name")]
    public async Task Missing_arguments_are_a_usage_error(string command, int exitCode, string firstLine)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await CtlOutput.ExpectUsageAsync(supervisor, command, exitCode, firstLine);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
