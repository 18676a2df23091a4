using System.Text.Json;
using System.Text.Json.Serialization;

namespace Supervisor.Server.Processes;

/// <summary>One line of the state file: its head, a birth, or a death.</summary>
/// <param name="Format">What the fields mean; of the head only, as the next three.</param>
/// <param name="Boot">The kernel's name for the time since the machine started: after it no pid means anything.</param>
/// <param name="Daemon">The pid of the daemon that writes it.</param>
/// <param name="Salt">Of the digests.</param>
internal sealed record StateLine(int? Format = null, string? Boot = null, int? Daemon = null, string? Salt = null, LastingChild? Born = null, int? Died = null);

/// <summary>What stands in a state file.</summary>
/// <param name="Daemon">The pid of the daemon that wrote it; 0 where nobody has.</param>
/// <param name="Children">Those that lived when it was written last.</param>
internal sealed record StateFileContents(int Daemon, string? Salt, IReadOnlyList<LastingChild> Children)
{
    public static StateFileContents None { get; } = new(0, null, []);
}

/// <summary>The text of a state file: a line of JSON for its head and for every birth and death.</summary>
internal static class StateFileText
{
    private const int Format = 1;
    private const byte NewLine = (byte)'\n';

    public static byte[] Head(string boot, int daemon, string salt) => Line(new(Format, boot, daemon, salt));

    public static byte[] Birth(LastingChild child) => Line(new(Born: child));

    public static byte[] Death(int pid) => Line(new(Died: pid));

    /// <summary>
    /// Nobody lives in a file of before the machine started, or of another format. A line that was cut off, by a crash or a full disk, is passed over.
    /// </summary>
    public static StateFileContents Parse(ReadOnlySpan<byte> text, string boot)
    {
        var head = new StateLine();
        var living = new OrderedDictionary<int, LastingChild>();
        while (!text.IsEmpty)
        {
            var end = text.IndexOf(NewLine);
            var line = end < 0 ? null : Parse(text[..end]);
            text = end < 0 ? [] : text[(end + 1)..];
            if (line is { Format: not null })
                head = line;
            else if (line is { Born: { } born })
                living[born.Marks.Pid] = born;
            else if (line is { Died: { } died })
                living.Remove(died);
        }
        return head.Format == Format && head.Boot == boot && head.Salt is { } salt ? new(head.Daemon ?? 0, salt, [.. living.Values]) : StateFileContents.None;
    }

    private static byte[] Line(StateLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, StateFileJson.Default.StateLine), NewLine];

    private static StateLine? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, StateFileJson.Default.StateLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StateLine))]
internal sealed partial class StateFileJson : JsonSerializerContext;
