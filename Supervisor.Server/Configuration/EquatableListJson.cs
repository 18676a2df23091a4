using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Supervisor.Server.Configuration;

/// <summary>An <see cref="EquatableList{T}"/> as a JSON array. Whoever writes one has <c>T[]</c> among the types it knows.</summary>
internal sealed class EquatableListJson<T> : JsonConverter<EquatableList<T>>
{
    public override EquatableList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize(ref reader, ArrayType(options)) ?? []);

    public override void Write(Utf8JsonWriter writer, EquatableList<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, [.. value], ArrayType(options));

    private static JsonTypeInfo<T[]> ArrayType(JsonSerializerOptions options) => (JsonTypeInfo<T[]>)options.GetTypeInfo(typeof(T[]));
}
