using Microsoft.Extensions.Logging;
using Supervisor.Server.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Supervisor.Server.Http;

/// <summary>
/// Takes Kestrel's own log: errors go to the main log, and, at its finest levels, why a request was turned away before it was one (no
/// <c>Host</c>, a head that is too long): such a request has no access line. The rest is nobody's concern here.
/// </summary>
internal sealed class KestrelLog : ILoggerFactory, ILogger
{
    private const string BadRequests = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";

    private volatile IMainLog? _target;

    /// <summary>The main log of the present life; Kestrel outlives it.</summary>
    public IMainLog? Target
    {
        get => _target;
        set => _target = value;
    }

    public ILogger CreateLogger(string categoryName) => categoryName == BadRequests ? new RefusedRequests(this) : this;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Target?.Error(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}");
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class RefusedRequests(KestrelLog logs) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logs.Target?.IsEnabled(Configuration.LogLevel.Trace) == true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                logs.Target?.RequestRefused(exception?.Message ?? formatter(state, null));
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
