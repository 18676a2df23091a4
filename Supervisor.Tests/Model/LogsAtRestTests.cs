using Supervisor.Tests.Support;

namespace Supervisor.Tests.Model;

/// <summary>Found by seed 2: the log of a process that came to rest without a child's death, from between two attempts, stayed open for ever.</summary>
public class LogsAtRestTests
{
    private const string Quick = "[program:quick]\ncommand=/bin/sh -c \"echo hello\"\nstartsecs=10\nstdout_logfile=@dir@/quick.log\nstderr_logfile=NONE\n";

    [Fact]
    public async Task A_process_that_is_given_up_lets_go_of_its_log()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Quick + "startretries=1\n");
        await supervisor.Rpc.WaitForStateAsync("quick", "FATAL");
        await HasLetGoAsync(supervisor);
    }

    [Fact]
    public async Task A_process_that_is_stopped_between_two_attempts_lets_go_of_its_log()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Quick + "startretries=1000\n");
        await supervisor.Rpc.WaitForStateAsync("quick", "BACKOFF");
        await Eventually.HoldsAsync(
            async () => (await supervisor.Rpc.CallAsync("supervisor.stopProcess", "quick")).Fault is null && await supervisor.Rpc.StateOfAsync("quick") is "STOPPED",
            "it is stopped");
        await HasLetGoAsync(supervisor);
    }

    private static Task HasLetGoAsync(RunningSupervisor supervisor) => Eventually.HoldsAsync(
        () => !Resources.Of(supervisor.Pid).Kinds.Contains("quick.log", StringComparison.Ordinal), "the log is closed");
}
