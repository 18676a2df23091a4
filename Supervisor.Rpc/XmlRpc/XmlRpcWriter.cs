using System.Buffers;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>
/// A message to bytes: the same bytes as Python's <c>xmlrpc.client.dumps</c>, save for characters that XML can not carry.
/// </summary>
public static class XmlRpcWriter
{
    public static ReadOnlyMemory<byte> Write(MethodResponse response)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, response);
        return output.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Write(MethodCall call)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, call);
        return output.WrittenMemory;
    }

    public static void Write(IBufferWriter<byte> output, MethodResponse response)
    {
        var xml = new Utf8Appender(output);
        if (response.Fault is { } fault)
        {
            xml.Literal("<?xml version='1.0'?>\n<methodResponse>\n<fault>\n"u8);
            Append(ref xml, fault.ToStruct());
            xml.Literal("</fault>\n</methodResponse>\n"u8);
        }
        else
        {
            xml.Literal("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n"u8);
            Append(ref xml, response.Value!);
            xml.Literal("</param>\n</params>\n</methodResponse>\n"u8);
        }
        xml.Flush();
    }

    public static void Write(IBufferWriter<byte> output, MethodCall call)
    {
        var xml = new Utf8Appender(output);
        xml.Literal("<?xml version='1.0'?>\n<methodCall>\n<methodName>"u8);
        xml.Text(call.Name);
        xml.Literal("</methodName>\n<params>\n"u8);
        foreach (var argument in call.Params)
        {
            xml.Literal("<param>\n"u8);
            Append(ref xml, argument);
            xml.Literal("</param>\n"u8);
        }
        xml.Literal("</params>\n</methodCall>\n"u8);
        xml.Flush();
    }

    private static void Append(ref Utf8Appender xml, XmlRpcValue value)
    {
        switch (value)
        {
            case XmlRpcValue.Str text:
                xml.Literal("<value><string>"u8);
                xml.Text(text.Value);
                xml.Literal("</string></value>\n"u8);
                break;
            case XmlRpcValue.Utf8 text:
                xml.Literal("<value><string>"u8);
                xml.Text(text.Bytes.Span);
                xml.Literal("</string></value>\n"u8);
                break;
            case XmlRpcValue.Int number:
                xml.Literal("<value><int>"u8);
                xml.Number(number.Value);
                xml.Literal("</int></value>\n"u8);
                break;
            case XmlRpcValue.Bool flag:
                xml.Literal(flag.Value ? "<value><boolean>1</boolean></value>\n"u8 : "<value><boolean>0</boolean></value>\n"u8);
                break;
            case XmlRpcValue.Struct members:
                AppendStruct(ref xml, members);
                break;
            case XmlRpcValue.Array array:
                xml.Literal("<value><array><data>\n"u8);
                foreach (var item in array.Items)
                    Append(ref xml, item);
                xml.Literal("</data></array></value>\n"u8);
                break;
            case XmlRpcValue.Double number:
                xml.Literal("<value><double>"u8);
                xml.Text(DoubleText.Repr(number.Value));
                xml.Literal("</double></value>\n"u8);
                break;
            case XmlRpcValue.DateTime time:
                xml.Literal("<value><dateTime.iso8601>"u8);
                xml.Text(time.Value);
                xml.Literal("</dateTime.iso8601></value>\n"u8);
                break;
            case XmlRpcValue.Base64 data:
                xml.Literal("<value><base64>\n"u8);
                xml.Base64(data.Value.Span);
                xml.Literal("</base64></value>\n"u8);
                break;
            case XmlRpcValue.Nil:
                xml.Literal("<value><nil/></value>"u8);
                break;
        }
    }

    private static void AppendStruct(ref Utf8Appender xml, XmlRpcValue.Struct value)
    {
        xml.Literal("<value><struct>\n"u8);
        foreach (var member in value.Members)
        {
            xml.Literal("<member>\n<name>"u8);
            xml.Text(member.Key);
            xml.Literal("</name>\n"u8);
            Append(ref xml, member.Value);
            xml.Literal("</member>\n"u8);
        }
        xml.Literal("</struct></value>\n"u8);
    }
}
