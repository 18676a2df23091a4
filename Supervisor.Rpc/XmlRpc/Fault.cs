namespace Supervisor.Rpc.XmlRpc;

/// <summary>A refusal as the wire carries it.</summary>
public sealed record Fault(int Code, string Text)
{
    /// <summary>The struct that stands for a fault, inside a <c>&lt;fault&gt;</c> and among the results of a multicall.</summary>
    public XmlRpcValue.Struct ToStruct() => new([new("faultCode", Code), new("faultString", Text)]);
}
