using Supervisor.Server.Configuration;

namespace Supervisor.Server.Logging;

/// <summary>The four letters that stand for a level in a line of the main log.</summary>
internal static class LogLevelCode
{
    public static ReadOnlySpan<byte> Of(LogLevel level) => level switch
    {
        LogLevel.Critical => "CRIT"u8,
        LogLevel.Error => "ERRO"u8,
        LogLevel.Warn => "WARN"u8,
        LogLevel.Info => "INFO"u8,
        LogLevel.Debug => "DEBG"u8,
        LogLevel.Trace => "TRAC"u8,
        _ => "BLAT"u8,
    };
}
