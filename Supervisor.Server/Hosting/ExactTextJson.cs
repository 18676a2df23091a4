using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Supervisor.Server.Hosting;

/// <summary>
/// Text as a JSON string; where it has lone surrogates, which stand for bytes that are no UTF-8 and which JSON cannot have, as an array of its
/// UTF-16 in base64.
/// </summary>
internal sealed class ExactTextJson : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read())
            throw new JsonException("text is a string, or an array of one");
        var bytes = reader.GetBytesFromBase64();
        reader.Read();
        return new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (IsText(value))
        {
            writer.WriteStringValue(value);
            return;
        }
        writer.WriteStartArray();
        writer.WriteBase64StringValue(MemoryMarshal.AsBytes(value.AsSpan()));
        writer.WriteEndArray();
    }

    /// <summary>Keys are names of options: text.</summary>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static bool IsText(string value)
    {
        var at = value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        while (at >= 0 && at < value.Length)
        {
            if (!char.IsSurrogate(value[at]))
                at++;
            else if (at + 1 < value.Length && char.IsSurrogatePair(value[at], value[at + 1]))
                at += 2;
            else
                return false;
        }
        return true;
    }
}
