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

    /// <summary>An end with an expected code is what it is there for.</summary>
    public bool OneShot { get; init; }

    /// <summary>A run that takes longer is stopped; null for none that does.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>Something may have to be done, or to end, before a child is made.</summary>
    public bool Prepares { get; init; }

    /// <summary>Something is done before the stop signal.</summary>
    public bool PreparesStop { get; init; }

    /// <summary>How long a start may take until the program has said that it is ready, zero for as long as it takes; null where it says no such thing.</summary>
    public TimeSpan? ReadyWithin { get; init; }

    public static ProcessPolicy Of(ProcessOptions options) => new(
        options.AutoStart,
        options.AutoRestart,
        TimeSpan.FromSeconds(options.StartSeconds),
        options.StartRetries,
        TimeSpan.FromSeconds(options.StopWaitSeconds),
        options.ExitCodes.ToHashSet())
    {
        Restarting = options.Restarting,
        OneShot = options.OneShot,
        RunTimeout = options.RunTimeout,
        Prepares = options.Hooks?.KeepChildrenApart() == true || options.Tree?.Ends() == true,
        ReadyWithin = options.Health is { } health && health.TellsReadiness() ? health.StartTimeout : null,
        PreparesStop = options.Hooks is { PreStop: not null },
    };
}
