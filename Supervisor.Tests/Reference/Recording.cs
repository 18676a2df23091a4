using System.Text.Json;
using Supervisor.Server.Configuration;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Reference;

/// <summary>What <c>record_stock.py</c> wrote down: the cells kept in the repository, or whatever it is asked to record now.</summary>
internal static class Recording
{
    private static readonly string Folder = Path.Combine(Repository.Root, "Supervisor.Tests/Reference");

    public static IReadOnlyList<string> CellLines { get; } = File.ReadAllLines(Path.Combine(Folder, "transitions.jsonl"));

    public static IEnumerable<JsonElement> Cells => CellLines.Select(Parse);

    /// <summary>Runs the recorder on the stock package.</summary>
    public static async Task<IReadOnlyList<string>> RecordAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["PYTHONPATH"] = await StockSupervisor.PackagesDirectoryAsync() };
        var recorder = Path.Combine(Folder, "record_stock.py");
        var completed = await ChildProcess.RunAsync(StockSupervisor.Python, ["-W", "ignore", "-B", recorder, .. arguments], environment);
        Assert.True(completed.ExitCode == 0, completed.Error);
        return completed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    public static RestartPolicy PolicyOf(JsonElement recorded) => recorded.GetProperty("autorestart").GetString() switch
    {
        "true" => RestartPolicy.Always,
        "false" => RestartPolicy.Never,
        _ => RestartPolicy.Unexpected,
    };
}
