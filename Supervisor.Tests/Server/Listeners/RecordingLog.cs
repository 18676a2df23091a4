using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Tests.Server.Listeners;

/// <summary>Keeps the lines, each behind the first letter of its level.</summary>
internal sealed class RecordingLog : IMainLog
{
    public List<string> Lines { get; } = [];

    public bool IsEnabled(LogLevel level) => true;

    public void Write(LogLevel level, string message) => Lines.Add($"{level.ToString()[0]} {message}");
}
