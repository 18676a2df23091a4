using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A quota that is used up under a program's log, the main log and the pid file, and has room again.</summary>
public class FaultsQuotaTests
{
    [Fact]
    public async Task Under_a_log_it_is_told_once_and_not_a_line_is_lost_when_there_is_room_again()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var supervisor = await RunningSupervisor.StartAsync(
            UnconcernedPrograms.Sections
            + $"""
            [program:writer]
            command=/bin/sh -c "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done"
            startsecs=0
            stdout_logfile={mount["writer.log"]}
            [program:late]
            command=cat
            autostart=false
            startsecs=0
            startretries=0
            stdout_logfile={mount["late.log"]}

            """);
        var backing = Path.Combine(mount.Backing, "writer.log");
        await Eventually.HoldsAsync(() => File.Exists(backing) && File.ReadAllText(backing).Length > 0, "the log is written");
        var writer = await supervisor.Rpc.PidOfAsync("writer");
        using (mount.UseUpQuota())
        {
            await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("writer.log' cannot be written: EDQUOT", StringComparison.Ordinal), "that is told");
            await UnconcernedPrograms.GoOnAsync(supervisor);
            Assert.Equal("SPAWN_ERROR: late", (await supervisor.Rpc.CallAsync("supervisor.startProcess", "late")).Fault?.Text);
            var reason = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "late")).Struct["spawnerr"];
            Assert.Equal("unknown error making dispatchers for 'late': EDQUOT", reason);
        }
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("; 0 bytes were lost", StringComparison.Ordinal), "it is written again");
        Assert.Equal(writer, await supervisor.Rpc.PidOfAsync("writer"));
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "late")).Fault);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "writer")).Fault);
        await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "writer", 0, 1);
        Assert.Equal(File.ReadLines(backing).Select((_, at) => $"line {at + 1}"), File.ReadLines(backing));
        Assert.Equal(2, supervisor.MainLog.Split("writer.log' cannot be written").Length);
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Fact]
    public async Task Under_the_main_log_nothing_stops_and_its_lines_are_kept()
    {
        await using var mount = await HangingMount.StartAsync();
        var own = $"[supervisord]\nlogfile={mount["main.log"]}\n";
        await using var supervisor = await RunningSupervisor.StartAsync(own + UnconcernedPrograms.Sections);
        var main = Path.Combine(mount.Backing, "main.log");
        using (mount.UseUpQuota())
        {
            await UnconcernedPrograms.GoOnAsync(supervisor);
            Assert.DoesNotContain("stopped: idle", await File.ReadAllTextAsync(main), StringComparison.Ordinal);
        }
        await Eventually.HoldsAsync(() => File.ReadAllText(main).Split("stopped: idle (terminated by SIGTERM)").Length == 3, "both stops are in the log");
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Fact]
    public async Task Under_the_pid_file_at_a_start_that_is_told_and_the_daemon_runs()
    {
        await using var mount = await HangingMount.StartAsync();
        using var used = mount.UseUpQuota();
        var own = $"[supervisord]\npidfile={mount["pid"]}\n";
        await using var supervisor = await RunningSupervisor.StartAsync(own + UnconcernedPrograms.Sections);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains($"CRIT could not write pidfile {mount["pid"]}", StringComparison.Ordinal), "that is told");
        await UnconcernedPrograms.GoOnAsync(supervisor);
        await UnconcernedPrograms.EndAsync(supervisor);
    }
}
