using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Programs that touch nothing of a mount that stops answering, and what must go on with them meanwhile.</summary>
internal static class UnconcernedPrograms
{
    public const string Sections =
        """
        [program:other]
        command=/bin/sh -c "while :; do echo tick; sleep 0.1; done"
        [program:idle]
        command=/bin/sleep 1000
        autostart=false
        startsecs=0

        """;

    /// <summary>A start, a stop, both once more, and a tail that grows.</summary>
    public static async Task GoOnAsync(RunningSupervisor supervisor)
    {
        foreach (var method in new[] { "startProcess", "stopProcess", "startProcess", "stopProcess" })
            Assert.Null((await supervisor.Rpc.CallAsync($"supervisor.{method}", "idle")).Fault);
        var before = await TailedAsync(supervisor);
        await Eventually.HoldsAsync(async () => await TailedAsync(supervisor) > before, "what is tailed grows");
    }

    /// <summary>The daemon ends in order when it is told to.</summary>
    public static async Task EndAsync(RunningSupervisor supervisor)
    {
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private static async Task<int> TailedAsync(RunningSupervisor supervisor)
    {
        var tail = await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "other", 0, 20);
        Assert.Null(tail.Fault);
        return (int)tail.Array[1]!;
    }
}
