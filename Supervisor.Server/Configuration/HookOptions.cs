namespace Supervisor.Server.Configuration;

/// <summary>Commands that are run around the starts and stops of a program, and in the place of its stop signal. A process has one where any of the keys says something.</summary>
internal sealed record HookOptions
{
    /// <summary>How long a command may take where nothing else is said.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(30);

    public static readonly HookOptions Default = new();

    /// <summary>In the place of the stop signal; its limit is <c>stopwaitsecs</c>.</summary>
    public string? StopCommand { get; init; }

    public string? ReloadCommand { get; init; }

    public TimeSpan ReloadTimeout { get; init; } = UsualLimit;

    /// <summary>Before each start.</summary>
    public string? PreStart { get; init; }

    public TimeSpan PreStartTimeout { get; init; } = UsualLimit;

    /// <summary>When it has come to RUNNING.</summary>
    public string? PostStart { get; init; }

    public TimeSpan PostStartTimeout { get; init; } = UsualLimit;

    /// <summary>Before the stop signal.</summary>
    public string? PreStop { get; init; }

    public TimeSpan PreStopTimeout { get; init; } = UsualLimit;

    /// <summary>After each end, and before the next start.</summary>
    public string? PostStop { get; init; }

    public TimeSpan PostStopTimeout { get; init; } = UsualLimit;

    /// <summary>A start goes on though what came before it has failed.</summary>
    public bool IgnoresFailure { get; init; }

    /// <summary>They run as the daemon's user, not as the program's.</summary>
    public bool AsDaemon { get; init; }

    public bool ByShell { get; init; }

    /// <summary>Whether there is one that speaks of a child by its name: it ends before the next child is made.</summary>
    public bool KeepChildrenApart() => PreStart is not null || PreStop is not null || PostStop is not null || StopCommand is not null;
}
