using NLog;
using NLog.Targets;
using LogLevel = Supervisor.Server.Configuration.LogLevel;

namespace Supervisor.Server.Logging;

/// <summary>Where NLog leaves the main log's events: rendered as stock renders them and handed to the log writer, which does not wait.</summary>
/// <param name="file">The main log's file; null with <c>logfile=syslog</c>.</param>
/// <param name="echo">The daemon's stdout in the foreground; null where it stays silent.</param>
/// <param name="syslog">The system's log; null where there is a file.</param>
/// <param name="droppedLines">How many lines an earlier one lost and did not tell of.</param>
internal sealed class MainLogTarget(ChildLog? file, ChildLog? echo, SyslogLane? syslog, long droppedLines = 0) : Target
{
    /// <summary>A log that takes nothing must not eat the daemon's memory: above this its lines are dropped.</summary>
    private const long MostQueuedBytes = 16 * 1024 * 1024;

    private long _droppedLines = droppedLines;

    /// <summary>Lines that were lost and not told of yet. Any thread.</summary>
    public long DroppedLines => Interlocked.Read(ref _droppedLines);

    protected override void Write(LogEventInfo logEvent)
    {
        if (logEvent is not MainLogEvent line)
            return;
        if (syslog is not null)
            WriteSyslog(syslog, line);
        Write(file, line);
        Write(echo, line);
    }

    private void Write(ChildLog? log, MainLogEvent line)
    {
        if (log is null)
            return;
        if (log.Queued > MostQueuedBytes)
        {
            _droppedLines++;
            return;
        }
        if (Interlocked.Exchange(ref _droppedLines, 0) is var dropped and > 0)
        {
            using var notice = new MainLogLine(line.TimeStamp, LogLevel.Error, $"{dropped} lines of this log were lost, it was not written fast enough");
            log.Write(notice.Bytes);
        }
        using var rendered = new MainLogLine(line.TimeStamp, line.Severity, line.Message);
        log.Write(rendered.Bytes);
    }

    /// <summary>Every line of a message becomes a message of its own, each with time and level, as stock does.</summary>
    private static void WriteSyslog(SyslogLane syslog, MainLogEvent line)
    {
        foreach (var text in line.Message.TrimEnd('\n').Split('\n'))
        {
            using var rendered = new MainLogLine(line.TimeStamp, line.Severity, text);
            syslog.Send(rendered.Bytes[..^1]);
        }
    }
}
