using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Support;

/// <summary>Owns the Python process that runs stock's client, each time in a fresh fork.</summary>
internal sealed class StockClient : IAsyncDisposable
{
    private readonly System.Diagnostics.Process _python;

    private StockClient(System.Diagnostics.Process python) => _python = python;

    public static async Task<StockClient> StartAsync()
    {
        var script = Path.Combine(Repository.Root, "Supervisor.Tests/Support/stock_clients.py");
        var start = new System.Diagnostics.ProcessStartInfo(StockSupervisor.Python, ["-W", "ignore", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in Peer.CommonEnvironment)
            start.Environment[name] = value;
        start.Environment["PYTHONPATH"] = await StockSupervisor.PackagesDirectoryAsync();
        return new StockClient(System.Diagnostics.Process.Start(start)!);
    }

    public async Task<CompletedChild> RunAsync(IReadOnlyList<string> arguments, string workingDirectory, string input)
    {
        var request = new JsonObject
        {
            ["arguments"] = new JsonArray([.. arguments.Select(a => (JsonNode)a)]),
            ["directory"] = workingDirectory,
            ["input"] = input,
        };
        await _python.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"));
        await _python.StandardInput.BaseStream.FlushAsync();
        var line = await _python.StandardOutput.ReadLineAsync().WaitAsync(2 * Eventually.Patience);
        var answer = JsonDocument.Parse(line ?? throw new EndOfStreamException("stock's client driver has ended")).RootElement;
        return new CompletedChild(
            answer.GetProperty("code").GetInt32(), answer.GetProperty("output").GetString()!, answer.GetProperty("error").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _python.StandardInput.Close();
        await _python.WaitForExitAsync().WaitAsync(Eventually.Patience);
        _python.Dispose();
    }
}
