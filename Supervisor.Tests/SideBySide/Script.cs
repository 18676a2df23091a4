namespace Supervisor.Tests.SideBySide;

/// <summary>
/// The one script both daemons play: every method, every alias, every fault. Each chapter stands in a file of its own
/// and leaves the programs as it found them.
/// </summary>
internal static partial class Script
{
    public static readonly IReadOnlyList<Step> Steps =
    [
        .. Settled,
        .. Daemon,
        .. SystemMethods,
        .. Calls,
        .. Information,
        .. Starting,
        .. Stopping,
        .. Groups,
        .. Signals,
        .. Input,
        .. ReadingLogs,
        .. TailingLogs,
        .. OddLogs,
        .. Clearing,
        .. Multicalls,
        .. Rereading,
        .. ShuttingDown,
    ];

    /// <summary>Both have started what starts by itself.</summary>
    private static Step[] Settled =>
    [
        new WaitFor("cat", "RUNNING"),
        new WaitFor("both", "RUNNING"),
        new WaitFor("logged", "RUNNING"),
        new WaitFor("listener", "RUNNING"),
        new Call("start of what will exit", "supervisor.startProcess", "exited", false),
        new WaitFor("exited", "EXITED"),
        new WaitFor("done", "EXITED"),
        new WaitFor("fatal", "FATAL"),
    ];
}
