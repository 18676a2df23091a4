using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Contract;

/// <summary>
/// How one process fared in a call on several: <see cref="FaultCode.Success"/> and <c>OK</c>, or the fault a call on it alone would give.
/// </summary>
public sealed record ProcessResult(string Name, string Group, FaultCode Status, string Description)
{
    public static ProcessResult Succeeded(string name, string group) => new(name, group, FaultCode.Success, "OK");

    public XmlRpcValue.Struct ToValue() => new(
    [
        new("name", Name),
        new("group", Group),
        new("status", (int)Status),
        new("description", Description),
    ]);

    public static ProcessResult FromValue(XmlRpcValue value)
    {
        var members = new StructReader(value, "process result");
        return new ProcessResult(
            members.String("name"),
            members.String("group"),
            (FaultCode)members.Int("status"),
            members.String("description"));
    }
}
