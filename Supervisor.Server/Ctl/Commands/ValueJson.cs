using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>Values of the wire as JSON: structs with the members the daemon sent, in its order.</summary>
internal static class ValueJson
{
    /// <summary>What asks for it after a command.</summary>
    public const string Option = "--json";

    /// <summary>One indented array and a line end.</summary>
    public static ReadOnlyMemory<byte> Array(IEnumerable<XmlRpcValue> items) => Of(new XmlRpcValue.Array([.. items]));

    /// <summary>One indented value and a line end.</summary>
    public static ReadOnlyMemory<byte> Of(XmlRpcValue value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        // Terminals and logs show the text: names in any script stay readable.
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, value);
        bytes.Write("\n"u8);
        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, XmlRpcValue value)
    {
        switch (value)
        {
            case XmlRpcValue.Int number:
                json.WriteNumberValue(number.Value);
                break;
            case XmlRpcValue.Double number:
                json.WriteNumberValue(number.Value);
                break;
            case XmlRpcValue.Bool flag:
                json.WriteBooleanValue(flag.Value);
                break;
            case XmlRpcValue.Str text:
                json.WriteStringValue(text.Value);
                break;
            case XmlRpcValue.Array array:
                json.WriteStartArray();
                foreach (var item in array.Items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case XmlRpcValue.Struct members:
                json.WriteStartObject();
                foreach (var member in members.Members)
                {
                    json.WritePropertyName(member.Key);
                    Write(json, member.Value);
                }
                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
