using System.Text.Json;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Server.Logging;

/// <summary>What <c>record_stock.py</c> wrote down.</summary>
internal static class Recorded
{
    private static readonly JsonDocument Document =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Supervisor.Tests/Server/Logging/stock.json")));

    public static IEnumerable<JsonElement> Cells(string name) => Document.RootElement.GetProperty(name).EnumerateArray();
}
