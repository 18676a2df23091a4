using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>The daemon ends with its programs, as the first process of a container, and with their exit code. Needs root.</summary>
public sealed class EssentialProgramTests : IDisposable
{
    private const string Helper = "[program:helper]\ncommand=/bin/cat\nstartsecs=0\n";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("exit 3", "autorestart=false\nexit_on_end=true\n", 3, "exited (exit status 3)")]
    [InlineData("exit 0", "essential=true\n", 0, "exited (exit status 0)")]
    [InlineData("kill -SEGV $$", "autorestart=false\nessential=true\n", 128 + 11, "exited (terminated by SIGSEGV)")]
    [InlineData("exit 7", "exit_on_failure=true\n", 7, "exited (exit status 7)")]
    [InlineData("kill -KILL $$", "exit_on_failure=true\nautorestart=true\n", 128 + 9, "exited (terminated by SIGKILL)")]
    [InlineData("exit 4", "exit_on_end=true\nautorestart=true\nrestart_limit=2/1h\n", 4, "entered FATAL state (restarted 2 times in 3600 seconds)")]
    [InlineData("exit 5", "exit_on_failure=true\nstartsecs=100\nstartretries=0\n", 5, "entered FATAL state (Exited too quickly (process log may have details))")]
    [InlineData("exit 0", "exit_on_end=true\nstartsecs=100\nstartretries=0\n", 1, "entered FATAL state (Exited too quickly (process log may have details))")]
    public async Task Its_end_is_the_daemons_and_its_code_too(string script, string keys, int code, string how)
    {
        await using var outside = await StartAsync(Web(script) + keys + Helper);
        Assert.Equal(code, (await outside.CompletedAsync()).ExitCode);
        var lines = Lines();
        Assert.Contains($"WARN shutting down: essential program web {how}", lines);
        Assert.Contains("WARN stopped: helper (terminated by SIGTERM)", lines);
        Assert.False(File.Exists(_directory[TestConfiguration.PidName]));
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_a_failure_without_a_code()
    {
        await using var outside = await StartAsync("[program:web]\ncommand=/no/such/program\nstartretries=1\nexit_on_failure=true\n" + Helper);
        Assert.Equal(1, (await outside.CompletedAsync()).ExitCode);
        Assert.Contains("WARN shutting down: essential program web entered FATAL state (can't find command '/no/such/program')", Lines());
    }

    [Fact]
    public async Task What_is_restarted_has_not_ended_and_what_is_not_a_failure_does_not_count()
    {
        await using var outside = await StartAsync(
            Web("if [ -e @dir@/again ]; then exit 6; fi; touch @dir@/again; exit 9") + "exitcodes=6\nexit_on_end=true\n"
            + "[program:good]\ncommand=/bin/true\nstartsecs=0\nexit_on_failure=true\n");
        Assert.Equal(6, (await outside.CompletedAsync()).ExitCode);
        var lines = Lines();
        Assert.Equal(2, lines.Count(l => l.StartsWith("INFO spawned: 'web'", StringComparison.Ordinal)));
        Assert.Single(lines, l => l.StartsWith("WARN shutting down", StringComparison.Ordinal));
        Assert.Contains("INFO exited: good (exit status 0; expected)", lines);
    }

    [Fact]
    public async Task A_child_that_ignores_TERM_is_killed_and_a_TERM_meanwhile_changes_nothing_of_the_code()
    {
        await using var outside = await StartAsync(
            "[program:stubborn]\ncommand=/bin/sh -c \"trap '' TERM; touch @dir@/ready; while :; do sleep 0.1; done\"\nstartsecs=0\nstopwaitsecs=2\nkillasgroup=true\n"
            + Web("until [ -e @dir@/ready ]; do sleep 0.02; done; exit 42") + "exit_on_failure=true\n");
        await Eventually.HoldsAsync(() => Log().Contains("waiting for stubborn to die", StringComparison.Ordinal), "the shutdown is under way");
        await SignalAsync(outside, "TERM");
        await SignalAsync(outside, "HUP");
        Assert.Equal(42, (await outside.CompletedAsync()).ExitCode);
        var lines = Lines();
        Assert.Contains("WARN received SIGTERM indicating exit request", lines);
        Assert.Contains("WARN ignored SIGHUP indicating restart request (shutdown in progress)", lines);
        Assert.Contains("WARN stopped: stubborn (terminated by SIGKILL)", lines);
        Assert.Single(lines, l => l.StartsWith("INFO supervisord started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_that_die_together_the_first_death_counts()
    {
        await using var outside = await StartAsync(
            "[program:a]\ncommand=/bin/sh -c \"until [ -e @dir@/go ]; do sleep 0.02; done; exit 11\"\nstartsecs=0\nexit_on_failure=true\n"
            + "[program:b]\ncommand=/bin/sh -c \"until [ -e @dir@/go ]; do sleep 0.02; done; exit 12\"\nstartsecs=0\nexit_on_failure=true\n");
        await Eventually.HoldsAsync(() => Log().Split("entered RUNNING state").Length == 3, "both run");
        _directory.Write("go", "");
        var code = (await outside.CompletedAsync()).ExitCode;
        var first = Lines().First(l => l.Contains("not expected", StringComparison.Ordinal));
        Assert.Equal($"WARN exited: {(code == 11 ? "a" : "b")} (exit status {code}; not expected)", first);
        Assert.Single(Lines(), l => l.StartsWith("WARN shutting down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plain_TERM_is_0_whatever_the_programs_exit_with()
    {
        await using var outside = await StartAsync(
            "[supervisord]\nexit_when_done=true\nexit_code_from=web\n"
            + Web("trap 'exit 5' TERM; touch @dir@/ready; while :; do sleep 0.05; done") + "exit_on_end=true\n");
        await Eventually.HoldsAsync(() => File.Exists(_directory["ready"]), "it runs");
        await SignalAsync(outside, "TERM");
        Assert.Equal(0, (await outside.CompletedAsync()).ExitCode);
        Assert.Contains("WARN stopped: web (exit status 5)", Lines());
    }

    [Fact]
    public async Task Another_process_may_be_asked_for_the_code()
    {
        await using var outside = await StartAsync(
            "[supervisord]\nexit_code_from=tests\n"
            + "[program:tests]\ncommand=/bin/sh -c \"trap 'exit 17' TERM; touch @dir@/ready; while :; do sleep 0.05; done\"\nstartsecs=0\n"
            + Web("until [ -e @dir@/ready ]; do sleep 0.02; done; exit 2") + "exit_on_failure=true\n");
        Assert.Equal(17, (await outside.CompletedAsync()).ExitCode);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 4, 4)]
    [InlineData(3, 4, 3)]
    public async Task When_all_is_done_the_first_failure_counts(int first, int second, int code)
    {
        await using var outside = await StartAsync(
            "[supervisord]\nexit_when_done=true\n"
            + $"[program:first]\ncommand=/bin/sh -c \"touch @dir@/ended; exit {first}\"\nstartsecs=0\nautorestart=false\n"
            + $"[program:second]\ncommand=/bin/sh -c \"until grep -q 'exited: first' @dir@/supervisord.log; do sleep 0.02; done; exit {second}\"\nstartsecs=0\nautorestart=false\n"
            + "[program:never]\ncommand=/bin/cat\nautostart=false\n"
            + "[eventlistener:hears]\ncommand=/bin/sh -c \"echo READY; exec cat\"\nevents=TICK_3600\nstartsecs=0\n");
        Assert.Equal(code, (await outside.CompletedAsync()).ExitCode);
        Assert.Contains("WARN shutting down: no program is left that runs or will (exit_when_done)", Lines());
    }

    [Fact]
    public async Task A_stop_by_hand_and_a_restart_of_the_daemon_are_no_end()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[supervisord]\nexit_when_done=true\n[program:web]\ncommand=/bin/cat\nstartsecs=0\nexit_on_end=true\nexit_on_failure=true\n[program:waits]\ncommand=/no/such\nstartretries=1000\nexit_on_end=true\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("waits", "BACKOFF");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web")).Fault);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "web")).Fault);
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Split("supervisord started with pid").Length == 3, "it has restarted");
        await supervisor.AnswersAsync();
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        Assert.DoesNotContain("shutting down", supervisor.MainLog, StringComparison.Ordinal);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.signalProcess", "web", "KILL")).Fault);
        Assert.Equal(128 + 9, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private static string Web(string script) => $"[program:web]\ncommand=/bin/sh -c \"{script}\"\nstartsecs=0\n";

    private async Task<ChildProcess> StartAsync(string sections)
    {
        var configuration = TestConfiguration.Write(_directory, sections);
        var ours = await Peer.OursAsync();
        return ChildProcess.Start(
            "/usr/bin/unshare", ["--pid", "--fork", "--mount-proc", "--kill-child", ours.FileName, .. ours.Arguments, "-n", "-c", configuration], ours.Environment, _directory.Path);
    }

    /// <summary>To the first process in there.</summary>
    private static async Task SignalAsync(ChildProcess outside, string signal)
    {
        var first = (await File.ReadAllTextAsync($"/proc/{outside.Id}/task/{outside.Id}/children")).Trim();
        await ChildProcess.RunAsync("kill", [$"-{signal}", first]);
    }

    private string Log() => File.Exists(_directory[TestConfiguration.LogName]) ? File.ReadAllText(_directory[TestConfiguration.LogName]) : "";

    private IReadOnlyList<string> Lines() => MainLogText.Lines(Log(), _directory);
}
