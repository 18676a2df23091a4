using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>Sees groups come and go; the event listener pools, which are groups with events of their own. Loop thread only.</summary>
internal interface IGroupObserver
{
    /// <summary>A group is about to be made of these options. Returns who sees its children; null for nobody.</summary>
    IChildObserver? Joining(GroupOptions options);

    /// <summary>The group is there; its addition is announced next.</summary>
    void Added(ProcessGroup group);

    /// <summary>Who sees the children of a process that joins a group that is there; null for nobody.</summary>
    IChildObserver? ObserverOf(ProcessGroup group);

    /// <summary>The group has other options, and other processes perhaps.</summary>
    void Changed(ProcessGroup group);

    /// <summary>The group is about to be forgotten; its removal is announced next.</summary>
    void Removed(ProcessGroup group);

    /// <summary>Whether the group has something in hand that a stop would cut off.</summary>
    bool HasWork(ProcessGroup group);
}
