using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>Everything the state machine knows of one process between two events. Times are the loop's monotonic clock.</summary>
internal readonly record struct ProcessStatus(ProcessState State)
{
    /// <summary>0 when there is no child.</summary>
    public int Pid { get; init; }

    /// <summary>Null when never started.</summary>
    public TimeSpan? StartedAt { get; init; }

    /// <summary>When this state must be looked at again.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Failed starts in a row: the wire's <c>tries</c>.</summary>
    public int Attempts { get; init; }

    /// <summary>-1 when a signal ended the child.</summary>
    public int? ExitCode { get; init; }

    public string? SpawnError { get; init; }
}
