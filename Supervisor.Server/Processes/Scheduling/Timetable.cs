using Cronos;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>When a program is to run, as its options say, in a time zone. Pure.</summary>
/// <param name="options">The options.</param>
/// <param name="zone">The zone of its <c>cron</c>.</param>
internal sealed class Timetable(ScheduleOptions options, TimeZoneInfo zone)
{
    private readonly CronExpression[] _cron = [.. options.Cron.Select(CronText.Parse)];

    public ScheduleOptions Options => options;

    /// <summary>
    /// The first time by <c>cron</c> after a moment; null for none. What is in the hour that a zone leaves out is once at its end; of the hour that
    /// comes twice a fixed time is the first, and a repeated one (<c>*</c>, <c>/</c> or <c>-</c> in the hour or below it) both.
    /// </summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        DateTimeOffset? first = null;
        foreach (var expression in _cron)
        {
            if (expression.GetNextOccurrence(moment, zone) is { } next && (first is null || next < first))
                first = next;
        }
        return first?.ToUniversalTime();
    }
}
