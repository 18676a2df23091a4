using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Contract;

/// <summary>A struct of an answer, read by name and type. Fails as the codec does: the message is not what was agreed on.</summary>
internal readonly struct StructReader(XmlRpcValue value, string what)
{
    private readonly XmlRpcValue.Struct _struct =
        value as XmlRpcValue.Struct ?? throw new XmlRpcFormatException($"the {what} is not a struct");
    private readonly string _what = what;

    public XmlRpcValue? Find(string name) => _struct[name];

    public XmlRpcValue Value(string name) => _struct[name] ?? throw new XmlRpcFormatException($"the {_what} has no {name}");

    public string String(string name) => Value(name) is XmlRpcValue.Str text ? text.Value : throw Mismatch(name, "text");

    public int Int(string name) => Value(name) is XmlRpcValue.Int number ? number.Value : throw Mismatch(name, "a number");

    public bool Bool(string name) => Value(name) is XmlRpcValue.Bool flag ? flag.Value : throw Mismatch(name, "a boolean");

    public IReadOnlyList<XmlRpcValue> Array(string name) =>
        Value(name) is XmlRpcValue.Array array ? array.Items : throw Mismatch(name, "an array");

    private XmlRpcFormatException Mismatch(string name, string expected) => new($"the {_what}'s {name} is not {expected}");
}
