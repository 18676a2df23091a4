namespace Supervisor.Server.Configuration;

/// <summary>What is done when a program does not live any more.</summary>
internal enum LivenessAction
{
    Restart,
    Stop,
    Kill,
    Signal,
    Run,
    None,
}

/// <summary>How a program says that it is ready, and that it lives. A process has one where any of the keys says something.</summary>
internal sealed record HealthOptions
{
    public static readonly TimeSpan UsualStartTimeout = TimeSpan.FromSeconds(90);

    public static readonly HealthOptions Default = new();

    public ProbeOptions? Readiness { get; init; }

    public ProbeOptions? Liveness { get; init; }

    public LivenessAction FailureAction { get; init; }

    /// <summary>The signal's number or the command; null for an action without one.</summary>
    public string? ActionArgument { get; init; }

    /// <summary>How long a start may take until it is ready; zero for as long as it takes.</summary>
    public TimeSpan StartTimeout { get; init; } = UsualStartTimeout;

    /// <summary>It says by itself that it is ready, by sd_notify(3).</summary>
    public bool Notify { get; init; }

    /// <summary>Whoever runs as its user may speak for it, not only the process that was started.</summary>
    public bool NotifyAll { get; init; }

    /// <summary>It says by a line on this descriptor that it is ready; null where it does not.</summary>
    public int? ReadinessFd { get; init; }

    /// <summary>It has to say this often that it lives; null where it need not.</summary>
    public TimeSpan? Watchdog { get; init; }

    /// <summary>Whether there is a way for it to say that it is ready: then RUNNING means so.</summary>
    public bool TellsReadiness() => Readiness is not null || SaysReady();

    /// <summary>Whether it says so by itself.</summary>
    public bool SaysReady() => Notify || ReadinessFd is not null;

    /// <summary>Whether it has a socket to speak to.</summary>
    public bool Speaks() => Notify || Watchdog is not null;

    /// <summary>Whether there is anything to watch.</summary>
    public bool IsWatched() => Readiness is not null || Liveness is not null || ReadinessFd is not null || Speaks();
}
