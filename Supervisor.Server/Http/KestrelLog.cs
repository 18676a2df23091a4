using Microsoft.Extensions.Logging;
using Supervisor.Server.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Supervisor.Server.Http;

/// <summary>Takes Kestrel's own log: errors go to the main log, the rest is nobody's concern here.</summary>
internal sealed class KestrelLog(IMainLog log) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            log.Error(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}");
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
