using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;

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

    /// <summary>Not yet: what comes before a start is under way. The wire calls this STARTING, too.</summary>
    Preparing,

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

    /// <summary>When this state is over: STARTING, BACKOFF and STOPPING have one, and RUNNING where a run may take only so long.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>When the status must be looked at next: null for never, zero for at once.</summary>
    public TimeSpan? LookAt { get; init; }

    /// <summary>It is time for a run, which the next look begins.</summary>
    public bool IsRunDue { get; init; }

    /// <summary>When it had run for too long and was sent its stop signal; null where it has not.</summary>
    public TimeSpan? OverdueAt { get; init; }

    /// <summary>When the child was sent the first SIGKILL of this stop.</summary>
    public TimeSpan? KilledAt { get; init; }

    /// <summary>Failed starts in a row.</summary>
    public int Attempts { get; init; }

    /// <summary>Pauses in a row, after failed starts and after ends, where the configuration asks for some.</summary>
    public int Pauses { get; init; }

    /// <summary>The wire's <c>tries</c>.</summary>
    public int Tries => Pauses > 0 ? Pauses : Attempts;

    /// <summary>When the daemon restarted it of late, oldest first, no more than the limit counts; null where there is no limit.</summary>
    public EquatableList<TimeSpan>? RestartTimes { get; init; }

    /// <summary>Starts by the daemon itself since somebody last asked for one.</summary>
    public int Restarts { get; init; }

    /// <summary>-1 when a signal ended the child.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How the child of the last start ended; null while it has not, and where there was none.</summary>
    public ChildEnd? LastEnd { get; init; }

    public string? SpawnError { get; init; }

    /// <summary>The child of this start has said that it is ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>Why the start is given up though its child lives: it is being stopped; null where it is not.</summary>
    public string? GivenUpFor { get; init; }

    /// <summary>The stop that is under way is the first half of a restart by the daemon.</summary>
    public bool ComesBack { get; init; }

    /// <summary>A child is being made, or what comes before that is done; its pid is not known yet.</summary>
    public bool IsLaunching => Launch != LaunchPhase.None;
}
