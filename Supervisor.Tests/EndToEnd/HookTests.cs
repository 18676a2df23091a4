using System.Globalization;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Commands around starts and stops, with real programs that leave marks.</summary>
public class HookTests
{
    private const string Cat = "[program:web]\ncommand=/bin/cat\nstartsecs=0\n";

    /// <summary>Its child goes on alone when it is killed, unless its group is.</summary>
    private const string Hanging = "/bin/sh -c \"sleep 1000 & echo $! > @dir@/left.new; mv @dir@/left.new @dir@/left; wait\"\n";

    [Fact]
    public async Task A_stop_command_is_in_the_place_of_the_signal_and_knows_the_program()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            Cat + "hook_shell=true\nstop_command=echo $SUPERVISOR_HOOK $SUPERVISOR_PROCESS_NAME $A; kill -INT $SUPERVISOR_PROCESS_PID\nenvironment=A=\"b c\"\n"
            + "stdout_logfile=@dir@/web.log\nstopsignal=USR1\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await CtlOutput.ExpectAsync(supervisor, "stop web", 0, "web: stopped\n");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("stopped: web (terminated by SIGINT)", StringComparison.Ordinal), "it has ended by the command's signal");
        await Eventually.HoldsAsync(() => File.ReadAllText(supervisor.Directory["web.log"]) == "stop_command web b c\n", "the output is in the program's log");
    }

    [Theory]
    [InlineData("/bin/false", "exit status 1")]
    [InlineData("/no/such/command", "can't find command '/no/such/command'")]
    public async Task Where_a_stop_command_fails_the_signal_follows(string command, string reason)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat + $"stop_command={command}\nstopwaitsecs=1000\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await CtlOutput.ExpectAsync(supervisor, "stop web", 0, "web: stopped\n");
        var lines = MainLogText.Lines(supervisor);
        Assert.Contains($"WARN stop_command of 'web' failed: {reason}", lines);
        Assert.Contains("WARN stopped: web (terminated by SIGTERM)", lines);
    }

    [Fact]
    public async Task A_stop_command_that_hangs_is_killed_with_the_program_and_leaves_nobody()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat + "stopwaitsecs=1\nstop_command=" + Hanging);
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await CtlOutput.ExpectAsync(supervisor, "stop web", 0, "web: stopped\n");
        Assert.Contains("WARN stopped: web (terminated by SIGKILL)", MainLogText.Lines(supervisor));
        await IsGoneAsync(supervisor);
    }

    [Fact]
    public async Task A_program_reads_its_configuration_again_by_its_reload_command()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            Cat + "reload_command=/usr/bin/touch @dir@/reloaded\n" + Of("bad") + "reload_command=/bin/false\n" + Of("none") + Of("down") + "autostart=false\nreload_command=/bin/true\n");
        await supervisor.Rpc.WaitForStateAsync("none", "RUNNING");
        await PrintsAsync(supervisor, 0, "web: reloaded\n", "reload-program", "web");
        Assert.True(File.Exists(supervisor.Directory["reloaded"]));
        await PrintsAsync(supervisor, 1, "bad: ERROR (reload_command: exit status 1)\n", "reload-program", "bad");
        await PrintsAsync(supervisor, 1, "none: ERROR (it has no reload_command)\n", "reload-program", "none");
        await PrintsAsync(supervisor, 7, "down: ERROR (not running)\n", "reload-program", "down");
        await PrintsAsync(supervisor, 1, "web: reloaded\nbad: ERROR (reload_command: exit status 1)\n", "reload-program", "web:*", "bad:*");
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("bad"));
    }

    [Fact]
    public async Task A_start_fails_with_what_comes_before_it_and_stocks_client_knows_the_words()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            Cat + "autostart=false\nstartretries=0\npre_start_hook=/bin/sh -c \"exit 3\"\n" + Of("still") + "pre_start_command=/bin/false\nhook_failure=ignore\n");
        await supervisor.Rpc.WaitForStateAsync("still", "RUNNING");
        await CtlOutput.ExpectAsync(supervisor, "start web", 7, "web: ERROR (spawn error)\n");
        await supervisor.Rpc.WaitForStateAsync("web", "FATAL");
        Assert.Equal("pre_start_hook: exit status 3", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "web")).Struct["spawnerr"]);
        Assert.DoesNotContain(MainLogText.Lines(supervisor), line => line.StartsWith("INFO spawned: 'web'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_kills_what_comes_before_a_start_with_all_its_group()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat + "pre_start_hook=" + Hanging);
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Directory["left"]), "the hook is at work");
        Assert.Equal("STARTING", await supervisor.Rpc.StateOfAsync("web"));
        await CtlOutput.ExpectAsync(supervisor, "stop web", 0, "web: stopped\n");
        await IsGoneAsync(supervisor);
        Assert.Equal("STOPPED", await supervisor.Rpc.StateOfAsync("web"));
    }

    [Fact]
    public async Task A_hook_that_is_too_slow_is_killed_with_all_its_group()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat + "startretries=0\npre_start_hook_timeout=1\npre_start_hook=" + Hanging);
        await supervisor.Rpc.WaitForStateAsync("web", "FATAL");
        Assert.Equal("pre_start_hook: not done after 1 s", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "web")).Struct["spawnerr"]);
        await IsGoneAsync(supervisor);
    }

    [Fact]
    public async Task Hooks_of_many_programs_are_at_work_at_the_same_time()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:n]\ncommand=/bin/cat\nstartsecs=0\nnumprocs=20\nprocess_name=n%(process_num)02d\nhook_shell=true\n"
            + "pre_start_hook=touch @dir@/at.%(process_num)d; until [ `ls @dir@ | grep -c ^at` = 20 ]; do sleep 0.1; done\n");
        for (var i = 0; i < 20; i++)
            await supervisor.Rpc.WaitForStateAsync($"n:n{i:00}", "RUNNING");
    }

    [Fact]
    public async Task All_of_them_come_in_their_order_and_the_next_start_waits_for_the_last()
    {
        const string Tell = "echo $SUPERVISOR_HOOK $SUPERVISOR_EXIT_REASON $SUPERVISOR_EXIT_SIGNAL$SUPERVISOR_EXIT_STATUS >> @dir@/order\n";
        await using var supervisor = await RunningSupervisor.StartAsync(
            Cat + $"hook_shell=true\npre_start_hook={Tell}post_start_hook={Tell}pre_stop_hook={Tell}post_stop_hook=sleep 0.5; {Tell}");
        await HasOrderAsync(supervisor, "pre_start_hook", "post_start_hook");
        await PrintsAsync(supervisor, 0, "web: stopped\nweb: started\n", "restart", "web");
        await HasOrderAsync(supervisor, "pre_start_hook", "post_start_hook", "pre_stop_hook", "post_stop_hook stopped SIGTERM", "pre_start_hook", "post_start_hook");
        // A death of its own: no stop, and the restart by the daemon waits, too.
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.signalProcess", "web", "KILL")).Fault);
        await HasOrderAsync(
            supervisor, "pre_start_hook", "post_start_hook", "pre_stop_hook", "post_stop_hook stopped SIGTERM", "pre_start_hook", "post_start_hook",
            "post_stop_hook signal SIGKILL", "pre_start_hook", "post_start_hook");
    }

    [Fact]
    public async Task A_shutdown_waits_for_what_comes_after_the_stop()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat + "post_stop_hook=/bin/sh -c \"sleep 1; touch @dir@/swept\"\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await supervisor.SignalAsync("TERM");
        await supervisor.Process.CompletedAsync();
        Assert.True(File.Exists(supervisor.Directory["swept"]));
    }

    [Fact]
    public async Task A_one_shot_ends_well_however_soon_and_what_depends_on_it_starts()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:migrate]\ncommand=/bin/true\noneshot=true\nstartsecs=100\nautorestart=true\n" + Cat + "depends_on=migrate=completed\n"
            + "[program:bad]\ncommand=/bin/false\noneshot=true\nstartsecs=100\nstartretries=0\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("bad", "FATAL");
        Assert.Equal("EXITED", await supervisor.Rpc.StateOfAsync("migrate"));
        var lines = MainLogText.Lines(supervisor);
        Assert.Contains("INFO exited: migrate (exit status 0; expected)", lines);
        Assert.Single(lines, line => line.StartsWith("INFO spawned: 'migrate'", StringComparison.Ordinal));
    }

    private static string Of(string name) => Cat.Replace("web", name, StringComparison.Ordinal);

    private static Task HasOrderAsync(RunningSupervisor supervisor, params string[] expected) => Eventually.HoldsAsync(
        () => File.Exists(supervisor.Directory["order"]) && File.ReadAllLines(supervisor.Directory["order"]).Select(line => line.Trim()).SequenceEqual(expected),
        string.Join(", ", expected));

    /// <summary>Killed, and perhaps not reaped by whoever got it.</summary>
    private static Task IsGoneAsync(RunningSupervisor supervisor) => Eventually.HoldsAsync(
        () =>
        {
            var pid = int.Parse(File.ReadAllText(supervisor.Directory["left"]), CultureInfo.InvariantCulture);
            try
            {
                return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return true;
            }
        },
        "what the hook has started is gone");

    private static async Task PrintsAsync(RunningSupervisor supervisor, int exitCode, string expected, params string[] words)
    {
        await using var ctl = new OurCtl();
        Assert.Equal(new CompletedChild(exitCode, expected, ""), await ctl.RunAsync(["-c", supervisor.ConfigurationPath, .. words], supervisor.Directory.Path, ""));
    }
}
