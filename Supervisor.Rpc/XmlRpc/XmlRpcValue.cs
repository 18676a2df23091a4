namespace Supervisor.Rpc.XmlRpc;

/// <summary>A value of the wire: a closed union. Structs keep the order of their members, as clients see it.</summary>
public abstract record XmlRpcValue
{
    private XmlRpcValue()
    {
    }

    /// <summary>The wire has no wider integers: what does not fit is capped by whoever makes the value.</summary>
    public sealed record Int(int Value) : XmlRpcValue;

    public sealed record Bool(bool Value) : XmlRpcValue
    {
        public static readonly Bool True = new(true);
        public static readonly Bool False = new(false);
    }

    public sealed record Str(string Value) : XmlRpcValue
    {
        public static readonly Str Empty = new("");
    }

    /// <summary>
    /// Text that is bytes already, as a piece of a log is: sent as a string, and never made one, which would be twice as long again. What is
    /// no UTF-8 in it is sent as replacement characters. Never read.
    /// </summary>
    public sealed record Utf8(ReadOnlyMemory<byte> Bytes) : XmlRpcValue;

    public sealed record Double(double Value) : XmlRpcValue;

    /// <summary>The text as it stood in the message, e.g. <c>20261124T08:16:00</c>.</summary>
    public sealed record DateTime(string Value) : XmlRpcValue;

    public sealed record Base64(ReadOnlyMemory<byte> Value) : XmlRpcValue;

    public sealed record Array(IReadOnlyList<XmlRpcValue> Items) : XmlRpcValue;

    public sealed record Struct(IReadOnlyList<KeyValuePair<string, XmlRpcValue>> Members) : XmlRpcValue
    {
        /// <summary>The member of that name, or null.</summary>
        public XmlRpcValue? this[string name]
        {
            get
            {
                foreach (var member in Members)
                {
                    if (member.Key == name)
                        return member.Value;
                }
                return null;
            }
        }
    }

    /// <summary><c>&lt;nil/&gt;</c>: accepted from clients, never sent.</summary>
    public sealed record Nil : XmlRpcValue
    {
        public static readonly Nil Value = new();
    }

    public static implicit operator XmlRpcValue(int value) => new Int(value);

    public static implicit operator XmlRpcValue(bool value) => value ? Bool.True : Bool.False;

    public static implicit operator XmlRpcValue(string value) => value.Length == 0 ? Str.Empty : new Str(value);
}
