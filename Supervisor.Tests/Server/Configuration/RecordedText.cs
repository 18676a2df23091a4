using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Runs a parser over the recorded texts of one kind and fails with every difference from what stock made of them.</summary>
internal static class RecordedText
{
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="kind">Which texts.</param>
    /// <param name="parse">Gives what stock gives, as JSON; fails with what the user reads.</param>
    /// <param name="comparesErrors">False where stock's error is never shown.</param>
    /// <param name="onPurpose">What of our own outcome marks a difference that is meant.</param>
    public static void ShouldNotDiffer(string kind, Func<string, JsonNode?> parse, bool comparesErrors = true, params string[] onPurpose)
    {
        var differences = new List<string>();
        foreach (var recorded in RecordedCases.Of(kind))
        {
            var text = recorded.GetProperty("text").GetString()!;
            var expected = Expected(recorded, comparesErrors);
            var actual = Actual(parse, text, comparesErrors);
            if (expected != actual && !onPurpose.Any(actual.Contains))
                differences.Add($"{JsonSerializer.Serialize(text, Readable)}: stock {expected}, ours {actual}");
        }
        // Assert.Empty would cut them short.
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static string Expected(JsonElement recorded, bool comparesErrors) => recorded.TryGetProperty("error", out var error)
        ? "refused" + (comparesErrors ? $": {error.GetString()}" : "")
        : JsonNode.Parse(recorded.GetProperty("result").GetRawText())?.ToJsonString(Readable) ?? "null";

    private static string Actual(Func<string, JsonNode?> parse, string text, bool comparesErrors)
    {
        try
        {
            return parse(text)?.ToJsonString(Readable) ?? "null";
        }
        catch (Exception refusal) when (refusal is ConfigurationException or FormatException or KeyNotFoundException)
        {
            return "refused" + (comparesErrors ? $": {refusal.Message}" : "");
        }
    }
}
