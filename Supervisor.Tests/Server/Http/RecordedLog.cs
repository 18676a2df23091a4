using System.Collections.Concurrent;
using System.Threading.Channels;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Tests.Server.Http;

/// <summary>A main log that keeps its lines, and lets a test wait for one.</summary>
internal sealed class RecordedLog(LogLevel threshold) : IMainLog
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> _lines = new();
    private readonly Channel<bool> _written = Channel.CreateUnbounded<bool>();

    public IReadOnlyCollection<(LogLevel Level, string Message)> Lines => _lines;

    public bool IsEnabled(LogLevel level) => level >= threshold;

    public void Write(LogLevel level, string message)
    {
        if (!IsEnabled(level))
            return;
        _lines.Enqueue((level, message));
        _written.Writer.TryWrite(true);
    }

    public async Task<string> WaitForAsync(LogLevel level, string part)
    {
        while (true)
        {
            if (_lines.FirstOrDefault(l => l.Level == level && l.Message.Contains(part, StringComparison.Ordinal)) is { Message: { } found })
                return found;
            await _written.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        }
    }
}
