using System.Diagnostics;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Owns a command that prints until it is killed, and what it has printed so far.</summary>
internal sealed class FollowedOutput : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly Task _reading;

    private FollowedOutput(Process process)
    {
        _process = process;
        _reading = ReadAsync(process.StandardOutput);
    }

    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    public static FollowedOutput Start(Peer peer, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(peer.FileName, [.. peer.Arguments, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in peer.Environment)
            start.Environment[name] = value;
        start.Environment["PYTHONUNBUFFERED"] = "1";
        return new FollowedOutput(Process.Start(start)!);
    }

    /// <summary>Types a line at it.</summary>
    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    public Task WaitForAsync(string text) =>
        Eventually.GetAsync(() => Task.FromResult(Text), seen => seen.Contains(text, StringComparison.Ordinal), $"'{text}' in the output");

    /// <summary>Presses Ctrl-C.</summary>
    public async Task<int> InterruptAsync()
    {
        await ChildProcess.RunAsync("kill", ["-INT", $"{_process.Id}"]);
        return await EndAsync();
    }

    /// <summary>Waits for the command to end by itself.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (_text)
                _text.Append(buffer, 0, read);
        }
    }
}
