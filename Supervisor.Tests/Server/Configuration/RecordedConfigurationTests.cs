using System.Text.Json;
using System.Text.Json.Nodes;
using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Whole configurations and command lines against what stock made of them: every value, or the text of the refusal.</summary>
public class RecordedConfigurationTests
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["PATH"] = "/usr/bin:/bin",
        ["COLOR"] = "red",
        ["PERCENT"] = "100%",
        ["EMPTY"] = "",
        ["QUOTED"] = "it's \"x\"",
        ["HOME"] = "/root",
    };

    [Fact]
    public void Every_recorded_configuration_is_read_as_stock_reads_it()
    {
        var differences = new List<string>();
        var differing = new HashSet<string>();
        foreach (var recorded in RecordedCases.Of("configurations"))
        {
            var name = recorded.GetProperty("name").GetString()!;
            var (expected, actual) = (Expected(recorded), Actual(recorded));
            if (JsonNode.DeepEquals(expected, actual))
                continue;
            differing.Add(name);
            if (!DeliberateDifferences.Names.Contains(name))
                differences.Add($"{name}: {string.Join("; ", Compare("", expected, actual))}");
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        // A difference that is none any more must leave the table.
        Assert.Empty(DeliberateDifferences.Names.Except(differing));
    }

    private static JsonNode Expected(JsonElement recorded)
    {
        if (recorded.TryGetProperty("error", out var error))
            return error.GetString()!;
        return recorded.TryGetProperty("ended", out _) ? "ended" : JsonNode.Parse(recorded.GetProperty("result").GetRawText())!;
    }

    private static JsonNode Actual(JsonElement recorded)
    {
        using var directory = new TestDirectory();
        Directory.CreateDirectory(directory["sub"]);
        foreach (var file in recorded.GetProperty("files").EnumerateObject())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(directory[file.Name])!);
            directory.Write(file.Name, file.Value.GetString()!.Replace("@dir@", directory.Path, StringComparison.Ordinal));
        }
        var words = recorded.GetProperty("arguments").EnumerateArray().Select(w => w.GetString()!.Replace("@dir@", directory.Path, StringComparison.Ordinal));
        try
        {
            var options = CommandLine.Parse([.. words], directory.Path);
            if (options.Help || options.Version)
                return "ended";
            var environment = new Dictionary<string, string>(Environment) { ["TMPDIR"] = directory.Path };
            var configuration = new ConfigurationReader(options, "supervisord", environment, directory.Path, "thehost").Read();
            // What stock swallows and we warn of stands apart, with a file and a line.
            var messages = configuration.Messages.Where(m => !m.Text.Contains(", line ", StringComparison.Ordinal)).ToList();
            return new ConfigurationSnapshot(directory.Path).Of(configuration with { Messages = messages });
        }
        catch (ConfigurationException refusal)
        {
            return refusal.Message.Replace(directory.Path, "@dir@", StringComparison.Ordinal);
        }
    }

    /// <summary>Only what differs: whole configurations are too long to read.</summary>
    private static IEnumerable<string> Compare(string at, JsonNode? expected, JsonNode? actual)
    {
        if (JsonNode.DeepEquals(expected, actual))
            return [];
        return (expected, actual) switch
        {
            (JsonObject left, JsonObject right) => left.Select(p => p.Key).Union(right.Select(p => p.Key))
                .SelectMany(key => Compare($"{at}/{key}", left[key], right[key])),
            (JsonArray left, JsonArray right) when left.Count == right.Count =>
                Enumerable.Range(0, left.Count).SelectMany(i => Compare($"{at}/{i}", left[i], right[i])),
            _ => [$"{at} stock {Show(expected)}, ours {Show(actual)}"],
        };
    }

    private static string Show(JsonNode? node) => node is JsonObject ? "accepted" : node?.ToJsonString(RecordedText.Readable) ?? "null";
}
