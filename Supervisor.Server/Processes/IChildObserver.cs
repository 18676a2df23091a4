namespace Supervisor.Server.Processes;

/// <summary>Sees the children of a group come, speak and go; an event listener pool, to which they speak its protocol. Loop thread only.</summary>
internal interface IChildObserver
{
    /// <summary>A child has its pid; nothing it wrote was read yet.</summary>
    void ChildBorn(ManagedProcess process);

    /// <summary>The child's stdout, as it was read. Valid during the call.</summary>
    void Received(ManagedProcess process, ReadOnlyMemory<byte> bytes);

    /// <summary>A child is gone, after the news of its death.</summary>
    void ChildDied(ManagedProcess process);
}
