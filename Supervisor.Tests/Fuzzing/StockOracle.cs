using System.Diagnostics;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Fuzzing;

/// <summary>Owns the Python process that says what stock makes of inputs. Disposing of it ends it.</summary>
internal sealed class StockOracle : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private StockOracle(Process process) => _process = process;

    public static async Task<StockOracle> StartAsync()
    {
        var start = new ProcessStartInfo(
            StockSupervisor.Python, ["-B", "-W", "ignore", Path.Combine(Repository.Root, "Supervisor.Tests/Fuzzing/stock_oracle.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["PYTHONPATH"] = await StockSupervisor.PackagesDirectoryAsync();
        return new StockOracle(Process.Start(start)!);
    }

    /// <summary>The outcome of each input, in their order.</summary>
    public async Task<string[]> AskAsync(string kind, IReadOnlyList<byte[]> inputs)
    {
        // Both directions at once: either pipe may be full.
        var asking = SendAsync(kind, inputs);
        var answers = new string[inputs.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = await LineAsync();
        await LineAsync();
        await asking;
        return answers;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task SendAsync(string kind, IReadOnlyList<byte[]> inputs)
    {
        var questions = string.Concat(inputs.Select(input => $"{kind} {Convert.ToBase64String(input)}\n"));
        await _process.StandardInput.WriteAsync($"{questions}ansi \n");
        await _process.StandardInput.FlushAsync();
    }

    private async Task<string> LineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("stock_oracle.py ended");
}
