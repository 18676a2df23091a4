using Supervisor.Rpc.Contract;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Dispatch;

/// <summary>The only way a method refuses a caller: a fault code and, where the wire has one, the detail after the colon.</summary>
public sealed class RpcException(FaultCode code, string? detail = null) : Exception(code.Text(detail))
{
    public FaultCode Code { get; } = code;

    public Fault ToFault() => new((int)Code, Message);
}
