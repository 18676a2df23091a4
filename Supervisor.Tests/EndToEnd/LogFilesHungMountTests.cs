using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What a mount that stops answering costs whom. It answers again before a test ends: what waits there could not be ended either.</summary>
public class LogFilesHungMountTests
{
    private static string Writer(HangingMount mount) =>
        $"""
        [program:writer]
        command=/bin/sh -c "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done"
        startsecs=0
        stdout_logfile={mount["writer.log"]}

        """;

    [Fact]
    public async Task Under_one_log_every_other_program_starts_stops_and_is_tailed_and_the_end_comes_in_time()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var supervisor = await RunningSupervisor.StartAsync(UnconcernedPrograms.Sections + Writer(mount));
        var backing = Path.Combine(mount.Backing, "writer.log");
        await Eventually.HoldsAsync(() => File.Exists(backing) && File.ReadAllText(backing).Contains("line 3\n", StringComparison.Ordinal), "the log is written");
        using var hanging = mount.Hang();
        await Eventually.HoldsAsync(
            () => supervisor.MainLog.Contains("writer.log' cannot be written: ETIMEDOUT (its file system does not answer)", StringComparison.Ordinal), "that is told");
        await UnconcernedPrograms.GoOnAsync(supervisor);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "writer")).Fault);
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Fact]
    public async Task Not_a_line_is_lost_or_doubled_when_it_answers_again()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var supervisor = await RunningSupervisor.StartAsync(UnconcernedPrograms.Sections + Writer(mount));
        var backing = Path.Combine(mount.Backing, "writer.log");
        await Eventually.HoldsAsync(() => File.Exists(backing) && File.ReadAllText(backing).Length > 0, "the log is written");
        using var hanging = mount.Hang();
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("cannot be written", StringComparison.Ordinal), "it hangs");
        mount.Answer();
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("is written again", StringComparison.Ordinal), "it is written again");
        await Eventually.HoldsAsync(() => File.ReadLines(backing).Count() > 50, "what was kept and what came after it");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "writer")).Fault);
        await Eventually.HoldsAsync(() => File.ReadAllText(backing).EndsWith('\n'), "the last line is whole");
        Assert.Equal(File.ReadLines(backing).Select((_, at) => $"line {at + 1}"), File.ReadLines(backing));
    }

    [Fact]
    public async Task Under_the_main_log_and_the_pid_file_all_goes_on_and_the_end_comes_in_time()
    {
        await using var mount = await HangingMount.StartAsync();
        var own = $"[supervisord]\nlogfile={mount["main.log"]}\npidfile={mount["pid"]}\n";
        await using var supervisor = await RunningSupervisor.StartAsync(own + UnconcernedPrograms.Sections);
        Assert.Equal($"{supervisor.Pid}\n", File.ReadAllText(Path.Combine(mount.Backing, "pid")));
        using var hanging = mount.Hang();
        await UnconcernedPrograms.GoOnAsync(supervisor);
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Fact]
    public async Task A_program_that_would_log_there_says_what_it_waits_for()
    {
        await using var mount = await HangingMount.StartAsync();
        await using var supervisor = await RunningSupervisor.StartAsync(UnconcernedPrograms.Sections + Writer(mount).Replace("startsecs=0", "startsecs=0\nautostart=false", StringComparison.Ordinal));
        using var hanging = mount.Hang();
        var refused = await supervisor.Rpc.CallAsync("supervisor.startProcess", "writer");
        Assert.NotNull(refused.Fault);
        await UnconcernedPrograms.GoOnAsync(supervisor);
        mount.Answer();
        await Eventually.HoldsAsync(
            async () => (await supervisor.Rpc.CallAsync("supervisor.startProcess", "writer")).Fault is null or { Code: 60 }, "it starts when the mount answers");
        await UnconcernedPrograms.EndAsync(supervisor);
    }
}
