using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>A child wrote something between the two capture tokens.</summary>
/// <param name="Channel"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Data">What stood between the tokens; must not change afterwards.</param>
internal sealed record ProcessCommunicationEvent(
    string Channel, string ProcessName, string GroupName, int Pid, ReadOnlyMemory<byte> Data) : SupervisorEvent
{
    public override string TypeName =>
        Channel == "stdout" ? EventTypeNames.ProcessCommunicationStdout : EventTypeNames.ProcessCommunicationStderr;

    public override string Payload => $"processname:{ProcessName} groupname:{GroupName} pid:{Pid}\n{PayloadText.Of(Data.Span)}";
}
