using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>When a process starts again by the daemon's doing, as its options say. Pure: chance and time are handed in.</summary>
internal static class RestartSchedule
{
    private const int ResetInPauses = 10;
    private static readonly TimeSpan LeastReset = TimeSpan.FromMinutes(1);

    /// <summary>The length of a pause: <c>min(max, pause × factor^(n−1)) ± jitter</c>, where the first ones may be listed.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="number">Of the pauses in a row, from one.</param>
    /// <param name="chance">From -1 to 1: which part of the jitter it is.</param>
    public static TimeSpan Pause(this RestartOptions options, int number, double chance)
    {
        if (options.Pauses.Count == 0)
            return TimeSpan.Zero;
        var listed = options.Pauses[Math.Clamp(number, 1, options.Pauses.Count) - 1];
        var grown = listed.Ticks * Math.Pow(options.Factor, Math.Max(0, number - options.Pauses.Count));
        var ticks = Math.Min(grown, options.LongestPause().Ticks) * (1 + (chance * options.JitterPercent / 100));
        return TimeSpan.FromTicks((long)ticks);
    }

    public static TimeSpan ResetAfter(this RestartOptions options)
    {
        var tenfold = options.LongestPause() * ResetInPauses;
        return options.Reset ?? (tenfold > LeastReset ? tenfold : LeastReset);
    }

    /// <summary>Whether one more restart at a time would be more than the limit allows.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="restarts">When there were some, oldest first; null for never.</param>
    /// <param name="at">The time of the next one.</param>
    public static bool IsFull(this RestartOptions options, EquatableList<TimeSpan>? restarts, TimeSpan at) =>
        options.Limit is { } limit && restarts is not null && restarts.Count(restart => at - restart < limit.Period) >= limit.Count;

    /// <summary>The restarts that count, with one more: never more than the limit's number; null where there is no limit.</summary>
    public static EquatableList<TimeSpan>? With(this RestartOptions? options, EquatableList<TimeSpan>? restarts, TimeSpan now) => options?.Limit is { } limit
        ? new([.. (restarts ?? EquatableList<TimeSpan>.Empty).Where(restart => now - restart < limit.Period).TakeLast(limit.Count - 1), now])
        : null;

    /// <summary>The reason of the end that the limit is: <c>restarted 5 times in 60 seconds</c>.</summary>
    public static string Reason(Rate limit) =>
        FormattableString.Invariant($"restarted {limit.Count} {(limit.Count == 1 ? "time" : "times")} in {limit.Period.TotalSeconds} seconds");

    private static TimeSpan LongestPause(this RestartOptions options) => options.MaxPause ?? (options.Pauses.Count == 0 ? TimeSpan.Zero : options.Pauses.Max());
}
