namespace Supervisor.Rpc.XmlRpc;

/// <summary>The elements that mean something to the protocol; all others are <see cref="Unknown"/>, and only their text counts.</summary>
internal enum XmlRpcElement
{
    Unknown,
    Value,
    Int,
    Boolean,
    String,
    Double,
    DateTime,
    Base64,
    Array,
    Data,
    Struct,
    Param,
    Params,
    MethodName,
    Fault,

    /// <summary>Widths of integer other than <c>int</c> and <c>i4</c>.</summary>
    OtherInt,
}

internal static class XmlRpcElements
{
    public static XmlRpcElement Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("i4"u8) => XmlRpcElement.Int,
        2 when name.SequenceEqual("i8"u8) || name.SequenceEqual("i2"u8) || name.SequenceEqual("i1"u8) => XmlRpcElement.OtherInt,
        3 when name.SequenceEqual("int"u8) => XmlRpcElement.Int,
        4 when name.SequenceEqual("data"u8) => XmlRpcElement.Data,
        5 when name.SequenceEqual("value"u8) => XmlRpcElement.Value,
        5 when name.SequenceEqual("param"u8) => XmlRpcElement.Param,
        5 when name.SequenceEqual("array"u8) => XmlRpcElement.Array,
        5 when name.SequenceEqual("fault"u8) => XmlRpcElement.Fault,
        6 when name.SequenceEqual("string"u8) => XmlRpcElement.String,
        6 when name.SequenceEqual("struct"u8) => XmlRpcElement.Struct,
        6 when name.SequenceEqual("params"u8) => XmlRpcElement.Params,
        6 when name.SequenceEqual("double"u8) => XmlRpcElement.Double,
        6 when name.SequenceEqual("base64"u8) => XmlRpcElement.Base64,
        7 when name.SequenceEqual("boolean"u8) => XmlRpcElement.Boolean,
        10 when name.SequenceEqual("methodName"u8) => XmlRpcElement.MethodName,
        16 when name.SequenceEqual("dateTime.iso8601"u8) => XmlRpcElement.DateTime,
        _ => XmlRpcElement.Unknown,
    };
}
