using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>The start of a process begins to wait for another one. Told to those who ask for it by its name.</summary>
/// <param name="ForGroup">The group of what it waits for; as configured, where there is none of that name.</param>
/// <param name="ForProcess">What it waits for.</param>
/// <param name="Condition">What that must be, in one word.</param>
internal sealed record ProcessWaitingEvent(string ProcessName, string GroupName, string ForGroup, string ForProcess, string Condition) : SupervisorEvent
{
    public override string TypeName => EventTypeNames.ProcessWaiting;

    public override string Payload =>
        $"processname:{ProcessName} groupname:{GroupName} for_group:{ForGroup} for_process:{ForProcess} condition:{Condition}";
}
