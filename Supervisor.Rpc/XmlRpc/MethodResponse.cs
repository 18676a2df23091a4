namespace Supervisor.Rpc.XmlRpc;

/// <summary>What a client is answered: either a value or a fault, never both.</summary>
public sealed record MethodResponse
{
    public MethodResponse(XmlRpcValue value) => Value = value;

    public MethodResponse(Fault fault) => Fault = fault;

    /// <summary>Null exactly when there is a fault.</summary>
    public XmlRpcValue? Value { get; }

    /// <summary>Null exactly when there is a value.</summary>
    public Fault? Fault { get; }
}
