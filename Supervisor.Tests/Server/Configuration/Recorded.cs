using System.Text.Json;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>What <c>record_stock.py</c> wrote down: cases by kind, each with what it was asked and a <c>result</c> or an <c>error</c>.</summary>
internal static class Recorded
{
    private static readonly JsonElement Stock = Load("stock.json");
    private static readonly JsonElement Newer = Load("stock_environments.json");

    public static IReadOnlyList<JsonElement> Cases(string kind) =>
        [.. (Stock.TryGetProperty(kind, out var cases) ? cases : Newer.GetProperty(kind)).EnumerateArray()];

    private static JsonElement Load(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Supervisor.Tests/Server/Configuration", name))).RootElement;
}
