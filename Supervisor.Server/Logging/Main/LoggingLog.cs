using System.Runtime.InteropServices;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>The main log's lines about logs. Stock has none of the failures: it prints a traceback where nobody looks.</summary>
internal static class LoggingLog
{
    public static void CannotWrite(this IMainLog log, string path, int errno) =>
        log.Error($"log file '{path}' cannot be written: {Reason(errno)}; output is kept and tried again");

    public static void Dropping(this IMainLog log, string path, TimeSpan after) =>
        log.Error($"log file '{path}' cannot be written for {(long)after.TotalSeconds} seconds; its oldest output is dropped");

    public static void WritesAgain(this IMainLog log, string path, TimeSpan after, long lostBytes)
    {
        var text = $"log file '{path}' is written again after {(long)after.TotalSeconds} seconds; {lostBytes} bytes were lost";
        log.Write(lostBytes > 0 ? LogLevel.Error : LogLevel.Info, text);
    }

    public static void Abandoned(this IMainLog log, string path, long lostBytes) =>
        log.Error($"log file '{path}' was closed before it took everything; {lostBytes} bytes were lost");

    public static void CannotRotate(this IMainLog log, string path, int errno) =>
        log.Error($"log file '{path}' cannot be rotated: {Reason(errno)}; it grows on");

    public static void CannotReopen(this IMainLog log, string path, int errno) =>
        log.Error($"log file '{path}' cannot be reopened: {Reason(errno)}; the open file is used on");

    public static void LogReopen(this IMainLog log) => log.Info("supervisord logreopen");

    public static void ReopeningFile(this IMainLog log) => log.Info("reopening log file");

    public static void CannotReadChildLogDirectory(this IMainLog log) => log.Warn("Could not clear childlog dir");

    public static void CannotRemoveChildLog(this IMainLog log, string path) => log.Warn($"Failed to clean up '{path}'");

    /// <summary>A mistake of ours that must not cost anybody a log.</summary>
    public static void WorkFailed(this IMainLog log, Exception failure) =>
        log.Critical($"unexpected failure, please report it; the daemon goes on: {failure}");

    private static string Reason(int errno) => errno == Errno.ETIMEDOUT
        ? "ETIMEDOUT (its file system does not answer)"
        : $"{Errno.Name(errno)} ({Marshal.GetPInvokeErrorMessage(errno)})";
}
