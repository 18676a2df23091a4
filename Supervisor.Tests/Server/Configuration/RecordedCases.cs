using System.Text.Json;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>What <c>record_stock.py</c> wrote down: cases by kind, each with what it was asked and a <c>result</c> or an <c>error</c>.</summary>
internal static class RecordedCases
{
    private static readonly JsonElement Stock = Recordings.Read("Server/Configuration/stock.json");
    private static readonly JsonElement Newer = Recordings.Read("Server/Configuration/stock_environments.json");

    public static IReadOnlyList<JsonElement> Of(string kind) =>
        [.. (Stock.TryGetProperty(kind, out var cases) ? cases : Newer.GetProperty(kind)).EnumerateArray()];
}
