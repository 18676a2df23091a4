namespace Supervisor.Rpc.XmlRpc;

/// <summary>What a client asks: the method's dotted name and its positional arguments.</summary>
public sealed record MethodCall(string Name, IReadOnlyList<XmlRpcValue> Params);
