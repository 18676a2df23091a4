using System.Collections.Concurrent;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Tests.Server.Logging;

/// <summary>A main log that keeps its lines.</summary>
internal sealed class RecordedLog : IMainLog
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    public bool IsEnabled(LogLevel level) => true;

    public void Write(LogLevel level, string message) => Lines.Enqueue((level, message));

    public bool Has(LogLevel level, string part) => Lines.Any(l => l.Level == level && l.Text.Contains(part, StringComparison.Ordinal));
}
