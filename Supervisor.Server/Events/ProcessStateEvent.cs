using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>A process changed its state.</summary>
/// <param name="To">The state it is in now.</param>
/// <param name="From">The state it was in.</param>
/// <param name="Tries">Failed starts in a row so far.</param>
/// <param name="Pid">The child's pid at the moment of the change; 0 for none.</param>
/// <param name="Expected">Of an exit: whether its code is in <c>exitcodes</c>.</param>
internal sealed record ProcessStateEvent(
    ProcessState To, string ProcessName, string GroupName, ProcessState From, int Tries, int Pid, bool Expected) : SupervisorEvent
{
    /// <summary>What stock does not tell; null where nobody asks for it.</summary>
    public ProcessStateDetails? Details { get; init; }

    public override string TypeName => To switch
    {
        ProcessState.Stopped => EventTypeNames.ProcessStateStopped,
        ProcessState.Starting => EventTypeNames.ProcessStateStarting,
        ProcessState.Running => EventTypeNames.ProcessStateRunning,
        ProcessState.Backoff => EventTypeNames.ProcessStateBackoff,
        ProcessState.Stopping => EventTypeNames.ProcessStateStopping,
        ProcessState.Exited => EventTypeNames.ProcessStateExited,
        ProcessState.Fatal => EventTypeNames.ProcessStateFatal,
        _ => EventTypeNames.ProcessStateUnknown,
    };

    public override string Payload => $"processname:{ProcessName} groupname:{GroupName} from_state:{From.WireName()}{Rest}";

    /// <summary>The payload with what listeners are told that ask for more.</summary>
    public string DetailedPayload => Details is { } details ? Payload + details.Tokens : Payload;

    private string Rest => To switch
    {
        ProcessState.Starting or ProcessState.Backoff => $" tries:{Tries}",
        ProcessState.Running or ProcessState.Stopping or ProcessState.Stopped => $" pid:{Pid}",
        ProcessState.Exited => $" expected:{(Expected ? 1 : 0)} pid:{Pid}",
        _ => "",
    };
}
