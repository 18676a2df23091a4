using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>What the daemon itself has come to.</summary>
internal enum SupervisorStateChange
{
    /// <summary>Set up, about to start programs.</summary>
    Running,

    /// <summary>A shutdown or a restart has begun.</summary>
    Stopping,
}

/// <summary>The daemon has started, or has begun to stop.</summary>
internal sealed record SupervisorStateEvent(SupervisorStateChange Change) : SupervisorEvent
{
    public override string TypeName => Change == SupervisorStateChange.Running
        ? EventTypeNames.SupervisorStateChangeRunning
        : EventTypeNames.SupervisorStateChangeStopping;

    public override string Payload => "";
}
