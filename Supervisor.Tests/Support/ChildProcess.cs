using System.Diagnostics;
using System.Text;

namespace Supervisor.Tests.Support;

/// <summary>Owns a program started by a test, and what it prints. Disposing of it kills it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ChildProcess(Process process)
    {
        _process = process;
        _output = ReadAsync(process.StandardOutput.BaseStream);
        _error = ReadAsync(process.StandardError.BaseStream);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Stream Input => _process.StandardInput.BaseStream;

    public static ChildProcess Start(
        string fileName,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{fileName} did not start");
        return new ChildProcess(process);
    }

    public static async Task<CompletedChild> RunAsync(
        string fileName,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null,
        string? input = null)
    {
        await using var child = Start(fileName, arguments, environment, workingDirectory);
        if (input is not null)
            await child.Input.WriteAsync(Encoding.UTF8.GetBytes(input));
        child.Input.Close();
        return await child.CompletedAsync();
    }

    /// <summary>Waits for the exit and the end of both streams; a grandchild that keeps one open is a failure here.</summary>
    public async Task<CompletedChild> CompletedAsync(TimeSpan? patience = null)
    {
        var deadline = patience ?? 2 * Eventually.Patience;
        await _process.WaitForExitAsync().WaitAsync(deadline);
        return new CompletedChild(_process.ExitCode, await _output.WaitAsync(deadline), await _error.WaitAsync(deadline));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var collected = new MemoryStream();
        await stream.CopyToAsync(collected);
        return Encoding.UTF8.GetString(collected.ToArray());
    }
}
