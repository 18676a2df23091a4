using System.Collections.Concurrent;
using System.Threading.Channels;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Tests.Support;

/// <summary>A main log that keeps its lines, and lets a test wait for one.</summary>
internal sealed class RecordedLog(LogLevel threshold = LogLevel.Blather) : IMainLog
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();
    private readonly Channel<bool> _written = Channel.CreateUnbounded<bool>();

    public IReadOnlyCollection<(LogLevel Level, string Text)> Lines => _lines;

    /// <summary>Each line behind the first letter of its level.</summary>
    public IEnumerable<string> LetteredLines => _lines.Select(line => $"{line.Level.ToString()[0]} {line.Text}");

    public bool IsEnabled(LogLevel level) => level >= threshold;

    public void Write(LogLevel level, string message)
    {
        if (!IsEnabled(level))
            return;
        _lines.Enqueue((level, message));
        _written.Writer.TryWrite(true);
    }

    public void Clear() => _lines.Clear();

    public bool Has(LogLevel level, string part) => Find(level, part) is not null;

    public async Task<string> WaitForAsync(LogLevel level, string part)
    {
        while (true)
        {
            if (Find(level, part) is { } found)
                return found;
            await _written.Reader.ReadAsync().AsTask().InTime();
        }
    }

    private string? Find(LogLevel level, string part) =>
        _lines.FirstOrDefault(line => line.Level == level && line.Text.Contains(part, StringComparison.Ordinal)).Text;
}
