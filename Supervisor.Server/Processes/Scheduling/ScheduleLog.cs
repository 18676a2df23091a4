using System.Globalization;
using Supervisor.Server.Configuration;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>The main log's lines about what runs by the clock.</summary>
internal static class ScheduleLog
{
    public static void RunSkipped(this IMainLog log, string name) =>
        log.Warn($"skipped a run of {name}, which is due while the one before is not over (schedule_overlap)");

    public static void RunCalledOff(this IMainLog log, string name) => log.Info($"the run of {name} that was queued does not take place, since it is stopped");

    public static void RunReplaced(this IMainLog log, string name) => log.Info($"stopping {name} for its next run (schedule_overlap)");

    public static void RunMissed(this IMainLog log, string name, DateTimeOffset due, bool catchesUp, TimeZoneInfo local) => log.Warn(string.Create(
        CultureInfo.InvariantCulture,
        $"missed a run of {name}, which was due at {TimeZoneInfo.ConvertTime(due, local):yyyy-MM-dd HH:mm:ss}{(catchesUp ? "; it runs now" : "")} (schedule_catchup)"));

    public static void RanTooLong(this IMainLog log, string name, TimeSpan limit) =>
        log.Warn($"stopping {name}, which has run for longer than {OptionText.Of(limit)} (run_timeout)");

    public static void NoTimeZone(this IMainLog log, string name, string zone, string reason) =>
        log.Error($"'{name}' does not run by the clock: the time zone {zone} cannot be read: {reason} (schedule_timezone)");

    public static void ScheduleFileFails(this IMainLog log, string path, string reason) =>
        log.Error($"schedule_file '{path}' cannot be used, which is tried again with the next run: {reason}; what is missed while the daemon is down may not be made up for");

    public static void NoWallClockNews(this IMainLog log, string reason) =>
        log.Warn($"a change of the clock is noticed by schedules within a minute, and not at once: {reason}");
}
