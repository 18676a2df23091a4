using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Pauses between restarts, and their limit, as an administrator and stock's client see them.</summary>
public class RestartPauseTests
{
    private const string Failing = "[program:web]\ncommand=/bin/sh -c \"exit 3\"\nstartsecs=0\n";
    private const string Patient = Failing + "restartpause=1000\n";

    [Fact]
    public async Task In_a_pause_stocks_client_sees_a_BACKOFF_that_it_knows()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Patient);
        await supervisor.Rpc.WaitForStateAsync("web", "BACKOFF");
        var status = await SupervisorCtl.RunAsync(supervisor, "status");
        Assert.Matches(@"^web +BACKOFF +restart in (1000|99\d) s \(exit status 3\)\n$", status.Output);
        Assert.Equal(3, (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "web")).Struct["exitstatus"]);
        Assert.Equal(60, (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web")).Fault?.Code);
        await CtlOutput.ExpectAsync(supervisor, "stop web", 0, "web: stopped\n");
        Assert.Equal("STOPPED", await supervisor.Rpc.StateOfAsync("web"));
        Assert.Contains("INFO paused: web starts again in 1000 s", MainLogText.Lines(supervisor));
    }

    [Fact]
    public async Task A_restart_does_not_wait_for_the_end_of_the_pause()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Patient);
        await supervisor.Rpc.WaitForStateAsync("web", "BACKOFF");
        await SupervisorCtl.RunAsync(supervisor, "restart", "web");
        await Eventually.HoldsAsync(() => MainLogText.Lines(supervisor).Count(l => l.StartsWith("INFO spawned: 'web'", StringComparison.Ordinal)) == 2, "it was started again");
        await supervisor.Rpc.WaitForStateAsync("web", "BACKOFF");
    }

    [Fact]
    public async Task What_was_killed_says_so_and_starts_again_after_its_pause()
    {
        const string Cat = "[program:cat]\ncommand=cat\nstartsecs=0\n";
        await using var supervisor = await RunningSupervisor.StartAsync(Cat + "restart_delay=1000\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.signalProcess", "cat", "KILL")).Fault);
        await supervisor.Rpc.WaitForStateAsync("cat", "BACKOFF");
        Assert.Matches(@"restart in \d+ s \(terminated by SIGKILL\)", (await SupervisorCtl.RunAsync(supervisor, "status")).Output);
        // A pause that is made shorter counts from when it began.
        supervisor.Reconfigure(Cat + "restart_delay=500ms\n");
        await UpdateAsync(supervisor);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.signalProcess", "cat", "KILL")).Fault);
        await Eventually.HoldsAsync(() => MainLogText.Lines(supervisor).Count(l => l.StartsWith("INFO spawned: 'cat'", StringComparison.Ordinal)) == 3, "it is back");
        Assert.Contains("INFO paused: cat starts again in 0.5 s", MainLogText.Lines(supervisor));
    }

    [Fact]
    public async Task A_program_that_ends_too_often_is_given_up()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Failing + "restart_limit=4/1h\n");
        await supervisor.Rpc.WaitForStateAsync("web", "FATAL");
        await CtlOutput.ExpectAsync(supervisor, "status", 3, "web                              FATAL     restarted 4 times in 3600 seconds\n");
        var lines = MainLogText.Lines(supervisor);
        Assert.Equal(5, lines.Count(l => l.StartsWith("INFO spawned: 'web'", StringComparison.Ordinal)));
        Assert.Contains("WARN gave up: web entered FATAL state, restarted 4 times in 3600 seconds", lines);
        // Whoever starts it by hand begins a new count.
        await SupervisorCtl.RunAsync(supervisor, "start", "web");
        await Eventually.HoldsAsync(() => MainLogText.Lines(supervisor).Count(l => l.StartsWith("INFO spawned: 'web'", StringComparison.Ordinal)) == 10, "five more");
        await supervisor.Rpc.WaitForStateAsync("web", "FATAL");
    }

    [Fact]
    public async Task A_listener_that_listens_to_states_hears_of_the_pause()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[eventlistener:hears]\ncommand=/bin/sh @dir@/hears.sh\nevents=PROCESS_STATE\nstartsecs=0\nstderr_logfile=@dir@/heard\n", directory: null);
        supervisor.Directory.Write(
            "hears.sh",
            "echo READY\nwhile read -r header; do\n  echo \"${header##*eventname:} \" >&2; head -c \"${header##*len:}\" >&2; echo >&2\n  printf 'RESULT 2\\nOKREADY\\n'\ndone\n");
        supervisor.Reconfigure(
            "[eventlistener:hears]\ncommand=/bin/sh @dir@/hears.sh\nevents=PROCESS_STATE\nstartsecs=0\nstderr_logfile=@dir@/heard\n" + Patient);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.reloadConfig")).Fault);
        await supervisor.Rpc.WaitForStateAsync("hears", "RUNNING");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "web")).Fault);
        await Eventually.HoldsAsync(
            () => File.ReadAllText(supervisor.Directory["heard"]).Contains("processname:web groupname:web from_state:EXITED tries:1\n", StringComparison.Ordinal), "the pause is told");
    }

    [Fact]
    public async Task An_update_changes_the_policy_of_what_runs_and_of_what_pauses()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=cat\nstartsecs=0\n" + Patient);
        await supervisor.Rpc.WaitForStateAsync("web", "BACKOFF");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("cat");
        supervisor.Reconfigure("[program:cat]\ncommand=cat\nstartsecs=0\nrestart_limit=5/60s\nexit_on_failure=true\n" + Failing + "restartpause=1h\n");
        var told = await UpdateAsync(supervisor);
        Assert.Contains("cat: adjusted (exit_on_failure, restart_limit)\n", told.Output, StringComparison.Ordinal);
        Assert.Contains("web: adjusted (restartpause)\n", told.Output, StringComparison.Ordinal);
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("cat"));
        Assert.Matches(@"web +BACKOFF +restart in 3[56]\d\d s", (await SupervisorCtl.RunAsync(supervisor, "status")).Output);
        supervisor.Reconfigure("[program:cat]\ncommand=cat\nstartsecs=0\nrestart_limit=5/60s\nexit_on_failure=true\n" + Failing + "restartpause=0\nautorestart=false\n");
        await UpdateAsync(supervisor);
        await supervisor.Rpc.WaitForStateAsync("web", "EXITED");
        Assert.Equal(2, MainLogText.Lines(supervisor).Count(l => l.StartsWith("INFO spawned: 'web'", StringComparison.Ordinal)));
    }

    private static async Task<CompletedChild> UpdateAsync(RunningSupervisor supervisor)
    {
        await using var client = new OurCtl();
        return await client.RunAsync(["-c", supervisor.ConfigurationPath, "update"], supervisor.Directory.Path, "");
    }
}
