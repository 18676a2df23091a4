using NLog;
using LogLevel = Supervisor.Server.Configuration.LogLevel;

namespace Supervisor.Server.Logging;

/// <summary>A line of the main log on its way through NLog, with the level as supervisord names it: NLog has one fewer.</summary>
internal sealed class MainLogEvent : LogEventInfo
{
    public MainLogEvent(LogLevel severity, string message, DateTime localTime)
        : base(NLogLevel(severity), "supervisord", message)
    {
        Severity = severity;
        TimeStamp = localTime;
    }

    public LogLevel Severity { get; }

    private static NLog.LogLevel NLogLevel(LogLevel severity) => severity switch
    {
        LogLevel.Critical => NLog.LogLevel.Fatal,
        LogLevel.Error => NLog.LogLevel.Error,
        LogLevel.Warn => NLog.LogLevel.Warn,
        LogLevel.Info => NLog.LogLevel.Info,
        LogLevel.Debug => NLog.LogLevel.Debug,
        _ => NLog.LogLevel.Trace,
    };
}
