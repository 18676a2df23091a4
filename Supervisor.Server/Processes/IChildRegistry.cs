using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>Knows which process a living child belongs to, so that its death finds it. Loop thread only.</summary>
internal interface IChildRegistry
{
    /// <summary>From now on the child's death is this process's. Returns how it ended where it is dead and reaped already.</summary>
    WaitStatus? Register(int pid, ManagedProcess process);

    /// <summary>The pids of all that was registered and has not ended.</summary>
    IReadOnlySet<int> Living { get; }

    /// <summary>From now on the death of this process, which is no program's, completes the task, on the loop.</summary>
    Task<WaitStatus> RegisterOwn(int pid);
}
