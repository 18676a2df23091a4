using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>A child wrote something: one event for each read of its pipe, so characters and lines may be cut.</summary>
/// <param name="Channel"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Data">The bytes as read; must not change afterwards.</param>
internal sealed record ProcessLogEvent(
    string Channel, string ProcessName, string GroupName, int Pid, ReadOnlyMemory<byte> Data) : SupervisorEvent
{
    public override string TypeName => TypeOf(Channel);

    public override string Payload =>
        $"processname:{ProcessName} groupname:{GroupName} pid:{Pid} channel:{Channel}\n{PayloadText.Of(Data.Span)}";

    /// <summary>The type of such an event, to ask for subscribers before one is made.</summary>
    public static string TypeOf(string channel) => channel == "stdout" ? EventTypeNames.ProcessLogStdout : EventTypeNames.ProcessLogStderr;
}
