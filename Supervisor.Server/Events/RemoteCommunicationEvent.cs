using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>A client called <c>sendRemoteCommEvent</c>.</summary>
internal sealed record RemoteCommunicationEvent(string Type, string Data) : SupervisorEvent
{
    public override string TypeName => EventTypeNames.RemoteCommunication;

    public override string Payload => $"type:{Type}\n{Data}";
}
