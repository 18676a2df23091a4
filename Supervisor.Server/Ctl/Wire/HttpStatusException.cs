namespace Supervisor.Server.Ctl.Wire;

/// <summary>The server answered a call with something other than 200.</summary>
internal sealed class HttpStatusException(int status, string reason)
    : ClientException("xmlrpc.client.ProtocolError", $"<ProtocolError for 127.0.0.1/RPC2: {status} {reason}>")
{
    public int Status { get; } = status;
}
