using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>What the configuration says about starting and stopping; the state machine reads nothing else of it.</summary>
internal sealed record ProcessPolicy(
    bool AutoStart,
    RestartPolicy AutoRestart,
    TimeSpan StartSeconds,
    int StartRetries,
    TimeSpan StopWait,
    IReadOnlySet<int> ExitCodes)
{
    /// <summary>Null for pauses and limits as stock has them.</summary>
    public RestartOptions? Restarting { get; init; }

    public static ProcessPolicy Of(ProcessOptions options) => new(
        options.AutoStart,
        options.AutoRestart,
        TimeSpan.FromSeconds(options.StartSeconds),
        options.StartRetries,
        TimeSpan.FromSeconds(options.StopWaitSeconds),
        options.ExitCodes.ToHashSet())
    {
        Restarting = options.Restarting,
    };
}
