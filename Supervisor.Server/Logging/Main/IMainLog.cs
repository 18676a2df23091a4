using Supervisor.Server.Configuration;

namespace Supervisor.Server.Logging;

/// <summary>Where the daemon's own lines go. May be called from any thread; lines keep the order of the calls.</summary>
internal interface IMainLog
{
    bool IsEnabled(LogLevel level);

    void Write(LogLevel level, string message);
}

internal static class MainLogLevels
{
    public static void Critical(this IMainLog log, string message) => log.Write(LogLevel.Critical, message);

    public static void Error(this IMainLog log, string message) => log.Write(LogLevel.Error, message);

    public static void Warn(this IMainLog log, string message) => log.Write(LogLevel.Warn, message);

    public static void Info(this IMainLog log, string message) => log.Write(LogLevel.Info, message);

    public static void Debug(this IMainLog log, string message) => log.Write(LogLevel.Debug, message);

    public static void Trace(this IMainLog log, string message) => log.Write(LogLevel.Trace, message);
}
