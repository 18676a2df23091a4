using System.Text.Json;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Programs that run by the clock, with real runs, as an administrator and stock's client see them.</summary>
public class ScheduleTests
{
    private const string Quick = "[program:quick]\ncommand=/bin/true\ninterval=1s\n";
    private const string Nightly = "[program:nightly]\ncommand=/bin/cat\ncron=30 2 * * *\n";

    [Fact]
    public async Task Each_run_goes_by_STARTING_and_RUNNING_to_EXITED()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Quick);
        await Eventually.HoldsAsync(() => Spawned(supervisor, "quick") >= 3, "three runs");
        await Eventually.HoldsAsync(() => MainLogText.Lines(supervisor).Count(line => line == "INFO exited: quick (exit status 0; expected)") >= 3, "three ends");
        Assert.DoesNotContain("skipped", supervisor.MainLog, StringComparison.Ordinal);
        var row = await Eventually.GetAsync(
            async () => (await SupervisorCtl.RunAsync(supervisor, "status")).Output, text => text.Contains("EXITED", StringComparison.Ordinal), "it is at rest between two runs");
        Assert.Matches(@"^quick +EXITED +next run \d\d:\d\d(:\d\d)? \(exit status 0\)\n$", row);
    }

    [Fact]
    public async Task What_is_due_within_another_run_is_skipped_or_queued_or_takes_its_place()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:skip]
            command=/bin/sleep 2.5
            interval=1s
            [program:queue]
            command=/bin/sleep 1.5
            interval=1s
            schedule_overlap=queue
            [program:restart]
            command=/bin/sleep 1000
            interval=1s
            schedule_overlap=restart
            """);
        await Eventually.HoldsAsync(() => new[] { "skip", "queue", "restart" }.All(name => Spawned(supervisor, name) >= 3), "three runs of each");
        var lines = MainLogText.Lines(supervisor);
        Assert.True(Count(lines, "WARN skipped a run of skip, which is due while the one before is not over (schedule_overlap)") >= 2);
        Assert.True(Count(lines, "INFO exited: skip (exit status 0; expected)") >= 2);
        Assert.True(Count(lines, "INFO stopping restart for its next run (schedule_overlap)") >= 2);
        Assert.True(Count(lines, "WARN stopped: restart (terminated by SIGTERM)") >= 2);
        Assert.DoesNotContain(lines, line => line.Contains("stopping queue", StringComparison.Ordinal) || line.Contains("skipped a run of restart", StringComparison.Ordinal));
        Assert.True(Count(lines, "INFO exited: queue (exit status 0; expected)") >= 2);
    }

    [Fact]
    public async Task The_command_tells_switches_and_runs()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Nightly + "[program:web]\ncommand=/bin/cat\n[program:spare]\ncommand=/bin/true\ncron=@monthly\n");
        Assert.Matches(@"^nightly +STOPPED +next run ([A-Z][a-z]{2} \d\d )?02:30\n", (await SupervisorCtl.RunAsync(supervisor, "status", "nightly")).Output);
        await MatchesAsync(supervisor, 0, @"^\d{4}-\d\d-\d\d 02:30:00\n$", "schedule", "nightly", "next");
        await MatchesAsync(supervisor, 0, @"^nightly +on, next run \d{4}-\d\d-\d\d 02:30:00\nspare +on, next run \d{4}-\d\d-01 00:00:00\n$", "schedule");
        await MatchesAsync(supervisor, 0, @"^nightly: schedule off\n$", "schedule", "nightly", "off");
        Assert.Matches(@"^nightly +STOPPED +schedule off\n$", (await SupervisorCtl.RunAsync(supervisor, "status", "nightly")).Output);
        await MatchesAsync(supervisor, 0, @"^nightly: runs now\n$", "schedule", "nightly", "now");
        await supervisor.Rpc.WaitForStateAsync("nightly", "RUNNING");
        await MatchesAsync(supervisor, 1, @"^nightly: ERROR \(a run of it is under way\)\n$", "schedule", "nightly", "now");
        await CtlOutput.ExpectAsync(supervisor, "stop nightly", 0, "nightly: stopped\n");
        await CtlOutput.ExpectAsync(supervisor, "stop nightly", 0, "nightly: ERROR (not running)\n");
        await MatchesAsync(supervisor, 0, @"^nightly: schedule on, next run .* 02:30:00, last run .* \(took [\d.]+ s\)\n$", "schedule", "nightly", "on");
        await MatchesAsync(supervisor, 1, @"^web: ERROR \(it has no schedule \(cron or interval\)\)\n$", "schedule", "web");
        await MatchesAsync(supervisor, 1, @"^nobody: ERROR \(no such process\)\n$", "schedule", "nobody", "off");
    }

    [Fact]
    public async Task The_JSON_tells_of_runs_only_where_there_are_some()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Quick + "[program:web]\ncommand=/bin/cat\nstartsecs=0\n");
        await Eventually.HoldsAsync(() => MainLogText.Lines(supervisor).Any(line => line.StartsWith("INFO exited: quick", StringComparison.Ordinal)), "one run");
        await using var client = new OurCtl();
        var told = JsonDocument.Parse((await client.RunAsync(["-c", supervisor.ConfigurationPath, "status", "--json"], supervisor.Directory.Path, "")).Output).RootElement;
        var quick = told.EnumerateArray().Single(each => each.GetProperty("name").GetString() == "quick");
        Assert.True(quick.GetProperty("last_run").GetInt32() <= quick.GetProperty("next_run").GetInt32());
        Assert.InRange(quick.GetProperty("last_duration").GetDouble(), 0, 60);
        Assert.InRange(quick.GetProperty("skipped").GetInt32(), 0, 60);
        var web = told.EnumerateArray().Single(each => each.GetProperty("name").GetString() == "web");
        Assert.False(web.TryGetProperty("next_run", out _) || web.TryGetProperty("skipped", out _));
        Assert.Single((object[])(await supervisor.Rpc.CallAsync("live.getStatus")).Struct["schedules"]!);
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_stopped_and_autorestart_says_what_follows()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:again]
            command=/bin/sleep 1000
            startsecs=0
            run_timeout=1s
            [program:stubborn]
            command=/bin/sh -c "trap '' TERM; sleep 1000 & wait; wait"
            killasgroup=true
            startsecs=0
            autorestart=false
            run_timeout=1s
            stopwaitsecs=1
            """);
        await Eventually.HoldsAsync(() => Spawned(supervisor, "again") >= 2, "it starts again");
        await supervisor.Rpc.WaitForStateAsync("stubborn", "EXITED");
        var lines = MainLogText.Lines(supervisor);
        Assert.Contains("WARN stopping again, which has run for longer than 1s (run_timeout)", lines);
        Assert.Contains("WARN exited: again (terminated by SIGTERM; not expected)", lines);
        Assert.Contains("WARN stopping stubborn, which has run for longer than 1s (run_timeout)", lines);
        Assert.Contains("WARN exited: stubborn (terminated by SIGKILL; not expected)", lines);
        Assert.Equal(1, Spawned(supervisor, "stubborn"));
    }

    [Fact]
    public async Task A_run_waits_for_what_the_program_depends_on()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Quick + "depends_on=db\n[program:db]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n");
        await Eventually.HoldsAsync(
            async () => (string)(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "quick")).Struct["description"]! == "waiting for db (running)", "it waits");
        Assert.Equal(0, Spawned(supervisor, "quick"));
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "db")).Fault);
        await Eventually.HoldsAsync(() => Spawned(supervisor, "quick") >= 2, "it runs");
    }

    [Fact]
    public async Task What_runs_by_the_clock_is_not_done_until_it_is_switched_off()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[supervisord]\nexit_when_done=true\n" + Quick + "[program:once]\ncommand=/bin/true\noneshot=true\nautostart=false\n");
        await Eventually.HoldsAsync(() => Spawned(supervisor, "quick") >= 2, "it goes on");
        await MatchesAsync(supervisor, 0, "schedule off", "schedule", "quick", "off");
        await Eventually.HoldsAsync(async () => await supervisor.Rpc.StateOfAsync("quick") == "EXITED", "it rests");
        await SupervisorCtl.RunAsync(supervisor, "start", "once");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    [Fact]
    public async Task An_update_and_a_restart_of_the_daemon_keep_the_switch_and_the_last_run()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Nightly);
        await MatchesAsync(supervisor, 0, "runs now", "schedule", "nightly", "now");
        await supervisor.Rpc.WaitForStateAsync("nightly", "RUNNING");
        await MatchesAsync(supervisor, 0, "schedule off", "schedule", "nightly", "off");
        supervisor.Reconfigure(Nightly.Replace("30 2", "45 3", StringComparison.Ordinal));
        await using var client = new OurCtl();
        var told = await client.RunAsync(["-c", supervisor.ConfigurationPath, "update"], supervisor.Directory.Path, "");
        Assert.Contains("nightly: adjusted (cron)\n", told.Output, StringComparison.Ordinal);
        await MatchesAsync(supervisor, 0, @"^nightly +off, next run none, last run ", "schedule", "nightly");
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Split("supervisord started with pid").Length == 3, "another life");
        await supervisor.AnswersAsync();
        await MatchesAsync(supervisor, 0, @"^nightly +off, next run none, last run ", "schedule", "nightly");
        await MatchesAsync(supervisor, 0, " 03:45:00", "schedule", "nightly", "on");
    }

    [Fact]
    public async Task A_time_that_was_missed_while_the_daemon_was_down_is_made_up_for_once()
    {
        using var directory = new TestDirectory();
        var file = directory["schedule"];
        const string Sections =
            """
            [supervisord]
            schedule_file=@dir@/schedule
            [program:one]
            command=/bin/true
            cron=@daily
            schedule_catchup=one
            [program:new]
            command=/bin/true
            cron=@daily
            schedule_catchup=one
            [program:none]
            command=/bin/true
            cron=@daily
            """;
        var daysAgo = DateTimeOffset.UtcNow.AddDays(-3).ToUnixTimeSeconds();
        File.WriteAllText(file, $"{daysAgo}\tone\tone\n{daysAgo}\tnone\tnone\nnonsense\n");
        await using (var supervisor = await RunningSupervisor.StartAsync(Sections, directory: directory))
        {
            await Eventually.HoldsAsync(() => Spawned(supervisor, "one") == 1, "it is made up for");
            Assert.Contains(MainLogText.Lines(supervisor), line => line.StartsWith("WARN missed a run of one, which was due at ", StringComparison.Ordinal));
            await Eventually.HoldsAsync(() => File.ReadAllText(file) is var text && text.Contains("\tnew\tnew\n", StringComparison.Ordinal) && !text.Contains($"{daysAgo}", StringComparison.Ordinal), "it is noted");
            Assert.Equal((0, 0), (Spawned(supervisor, "new"), Spawned(supervisor, "none")));
            await supervisor.SignalAsync("TERM");
            await supervisor.Process.CompletedAsync();
        }
        await using var next = await RunningSupervisor.StartAsync(Sections + "\n[program:beat]\ncommand=/bin/true\ninterval=1s\n", directory: directory);
        await Eventually.HoldsAsync(() => Spawned(next, "beat") >= 2, "it is looked at");
        Assert.Equal((1, 0, 0), (Spawned(next, "one"), Spawned(next, "new"), Spawned(next, "none")));
    }

    [Fact]
    public async Task A_queued_run_the_switch_and_the_beat_go_on_in_the_next_image()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(Quick + Nightly + "[program:held]\ncommand=/bin/cat\ncron=@yearly\nschedule_overlap=queue\nautostart=true\nstartsecs=0\n");
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("held", "RUNNING");
        await MatchesAsync(daemon.Supervisor, 0, "held: runs when the run before is over", "schedule", "held", "now");
        await MatchesAsync(daemon.Supervisor, 0, "schedule off", "schedule", "nightly", "off");
        await daemon.UpgradeAsync();
        await MatchesAsync(daemon.Supervisor, 0, @"^nightly +off, next run none", "schedule", "nightly");
        var runs = Spawned(daemon.Supervisor, "quick");
        await Eventually.HoldsAsync(() => Spawned(daemon.Supervisor, "quick") >= runs + 2, "it goes on");
        Assert.Equal(1, Spawned(daemon.Supervisor, "held"));
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.signalProcess", "held", "KILL")).Fault);
        await Eventually.HoldsAsync(() => Spawned(daemon.Supervisor, "held") == 2, "the queued run follows");
    }

    private static async Task MatchesAsync(RunningSupervisor supervisor, int code, string pattern, params string[] words)
    {
        await using var client = new OurCtl();
        var told = await client.RunAsync(["-c", supervisor.ConfigurationPath, .. words], supervisor.Directory.Path, "");
        Assert.Matches(pattern, told.Output);
        Assert.Equal(code, told.ExitCode);
    }

    private static int Spawned(RunningSupervisor supervisor, string name) =>
        MainLogText.Lines(supervisor).Count(line => line.StartsWith($"INFO spawned: '{name}' with pid ", StringComparison.Ordinal));

    private static int Count(IReadOnlyList<string> lines, string line) => lines.Count(each => each == line);
}
