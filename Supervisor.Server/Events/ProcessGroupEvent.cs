using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>What happened to a group.</summary>
internal enum ProcessGroupChange
{
    Added,
    Removed,
}

/// <summary>A process group came to be, at start-up too, or ceased to.</summary>
internal sealed record ProcessGroupEvent(ProcessGroupChange Change, string GroupName) : SupervisorEvent
{
    public override string TypeName =>
        Change == ProcessGroupChange.Added ? EventTypeNames.ProcessGroupAdded : EventTypeNames.ProcessGroupRemoved;

    /// <summary>Stock ends this payload, and no other, with a newline; listeners have come to expect it.</summary>
    public override string Payload => $"groupname:{GroupName}\n";
}
