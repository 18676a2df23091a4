using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>What somebody wants of a process, whatever it does just now.</summary>
internal enum Wanted
{
    Down,
    Up,
}

/// <summary>Whether a child is being made.</summary>
internal enum LaunchPhase
{
    /// <summary>No: there is a child, or none.</summary>
    None,

    /// <summary>Yes; its pid is not known yet. The wire calls this STARTING, too.</summary>
    Underway,

    /// <summary>Yes, and something in its way, a disk as a rule, does not answer.</summary>
    Late,
}

/// <summary>
/// Everything the state machine knows of one process between two events. Data: it can be written down and read back. Times are the
/// loop's monotonic clock.
/// </summary>
internal readonly record struct ProcessStatus(ProcessState State)
{
    /// <summary>Up from an autostart or a start that somebody asked for until somebody asks for a stop.</summary>
    public Wanted Wanted { get; init; }

    /// <summary>Only in STARTING anything but None.</summary>
    public LaunchPhase Launch { get; init; }

    /// <summary>0 when there is no child.</summary>
    public int Pid { get; init; }

    /// <summary>Null when never started.</summary>
    public TimeSpan? StartedAt { get; init; }

    /// <summary>When this state is over: STARTING, BACKOFF and STOPPING have one.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>When the status must be looked at next: null for never, zero for at once.</summary>
    public TimeSpan? LookAt { get; init; }

    /// <summary>When the child was sent the first SIGKILL of this stop.</summary>
    public TimeSpan? KilledAt { get; init; }

    /// <summary>Failed starts in a row: the wire's <c>tries</c>.</summary>
    public int Attempts { get; init; }

    /// <summary>Starts by the daemon itself since somebody last asked for one.</summary>
    public int Restarts { get; init; }

    /// <summary>-1 when a signal ended the child.</summary>
    public int? ExitCode { get; init; }

    public string? SpawnError { get; init; }

    /// <summary>A child is being made; its pid is not known yet.</summary>
    public bool IsLaunching => Launch != LaunchPhase.None;
}
