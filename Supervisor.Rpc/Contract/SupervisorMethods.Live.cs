namespace Supervisor.Rpc.Contract;

/// <summary>What stock has not: changing what is configured without stopping what runs. A namespace of its own, so that stock's stays as it is.</summary>
public static partial class SupervisorMethods
{
    private static MethodDescription[] Live() =>
    [
        new("live.getPlan", "array",
            "one struct per group, with an empty process, and per process: group, process, kind (keep, adjust, restart, add or remove), keys (array of "
            + "structs of name, old and new)",
            "Reads the configuration and tells what an update would do to each process, and for which options. Nothing changes by it, and what "
            + "reloadConfig has read last stays so."),
    ];
}
