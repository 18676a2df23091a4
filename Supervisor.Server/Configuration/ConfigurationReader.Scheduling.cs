using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The options of a program about the times at which it runs, and for how long.</summary>
internal sealed partial class ConfigurationReader
{
    private const string Cron = "cron";
    private const string Interval = "interval";
    private const string TimeZoneKey = "schedule_timezone";

    /// <summary>More often than this is a program that runs all the time.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);

    /// <summary>Whether the defaults are those of a program that runs by the clock.</summary>
    private static bool IsScheduled(SectionOptions options) =>
        MayEndDaemon(options) && (!IsNone(options.Raw(Interval)) || !IsNone(options.Raw(Cron)));

    /// <summary>Null where it does not run by the clock.</summary>
    private ScheduleOptions? Schedule(SectionOptions options)
    {
        if (!MayEndDaemon(options))
            return null;
        var read = new ScheduleOptions
        {
            Cron = options.Get(Cron, CronText.Expressions, EquatableList<string>.Empty),
            Interval = IsNone(options.Raw(Interval)) ? null : options.GetOrNull(Interval, BetweenRuns),
            FromEnd = options.Get("interval_from", text => Word(text, "interval_from", "start", "end") == 1, false),
            TimeZone = options.Get(TimeZoneKey, Zone, null),
            Jitter = options.Get("schedule_jitter", OptionParsers.Duration, TimeSpan.Zero),
            RunOnStart = options.Get("run_on_start", OptionParsers.Boolean, false),
            Overlap = (ScheduleOverlap)options.Get("schedule_overlap", text => Word(text, "schedule_overlap", "skip", "queue", "restart"), 0),
            CatchesUp = options.Get("schedule_catchup", text => Word(text, "schedule_catchup", "none", "one") == 1, false),
        };
        if (read is { Cron.Count: > 0, Interval: not null })
            options.Checked<ScheduleOptions?>(Interval, () => throw new ConfigurationException("cron and interval exclude each other"), null);
        if (read is { Cron.Count: 0, Interval: null })
        {
            WarnOf(options, "without cron or interval", Idle(read, by: null));
            return null;
        }
        WarnOf(options, $"with {(read.Interval is null ? Cron : Interval)}", Idle(read, read.Interval is null ? Cron : Interval));
        return read;
    }

    private static bool IsNone(string? text) => text?.Trim() is null or "" or "0";

    /// <summary>What says something that nothing comes of.</summary>
    private static IEnumerable<string> Idle(ScheduleOptions read, string? by)
    {
        if (read.FromEnd && by != Interval)
            yield return "interval_from";
        if (read.TimeZone is not null && by != Cron)
            yield return TimeZoneKey;
        if (read.CatchesUp && by != Cron)
            yield return "schedule_catchup";
        if (by is not null)
            yield break;
        if (read.Jitter > TimeSpan.Zero)
            yield return "schedule_jitter";
        if (read.RunOnStart)
            yield return "run_on_start";
        if (read.Overlap != ScheduleOverlap.Skip)
            yield return "schedule_overlap";
    }

    private void WarnOf(SectionOptions options, string why, IEnumerable<string> keys)
    {
        foreach (var key in keys)
            WarnOnce(options.Section, key, $"For [{options.Name}], {key} has no effect {why}");
    }

    /// <summary>Null for a run that may take as long as it takes.</summary>
    private static TimeSpan? RunTimeout(SectionOptions options) =>
        MayEndDaemon(options) && options.Get("run_timeout", OptionParsers.Duration, TimeSpan.Zero) is var limit && limit > TimeSpan.Zero ? limit : null;

    private static TimeSpan BetweenRuns(string text) => OptionParsers.Duration(text) is var interval && interval >= LeastInterval
        ? interval
        : throw new ConfigurationException($"interval must be 1s or more: {PythonText.Repr(text)}");

    private static string? Zone(string text) => text.Trim() switch
    {
        "" => null,
        var name when name.Equals("local", StringComparison.OrdinalIgnoreCase) => null,
        var name when TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) => name,
        var name => throw new ConfigurationException($"{TimeZoneKey}: unknown time zone {PythonText.Repr(name)} (a name as Europe/Berlin, of those that are installed)"),
    };

    /// <summary>Which of the words it is.</summary>
    private static int Word(string text, string key, params string[] words) => Array.IndexOf(words, text.Trim()) is >= 0 and var at
        ? at
        : throw new ConfigurationException($"invalid {PythonText.Repr(key)} value {PythonText.Repr(text)} (one of: {string.Join(", ", words)})");
}
