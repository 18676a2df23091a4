namespace Supervisor.Rpc.XmlRpc;

/// <summary>A value of the wire: a closed union. Structs keep the order of their members, as clients see it.</summary>
public abstract record XmlRpcValue
{
    private XmlRpcValue()
    {
    }

    public sealed record Int(int Value) : XmlRpcValue;

    public sealed record Bool(bool Value) : XmlRpcValue;

    public sealed record Str(string Value) : XmlRpcValue;

    public sealed record Double(double Value) : XmlRpcValue;

    /// <summary>The text as it stood in the message, e.g. <c>20261124T08:16:00</c>.</summary>
    public sealed record DateTime(string Value) : XmlRpcValue;

    public sealed record Base64(ReadOnlyMemory<byte> Value) : XmlRpcValue;

    public sealed record Array(IReadOnlyList<XmlRpcValue> Items) : XmlRpcValue;

    public sealed record Struct(IReadOnlyList<KeyValuePair<string, XmlRpcValue>> Members) : XmlRpcValue;

    /// <summary><c>&lt;nil/&gt;</c>: accepted from clients, never sent.</summary>
    public sealed record Nil : XmlRpcValue;

    public static implicit operator XmlRpcValue(int value) => new Int(value);

    public static implicit operator XmlRpcValue(bool value) => new Bool(value);

    public static implicit operator XmlRpcValue(string value) => new Str(value);
}
