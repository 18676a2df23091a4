namespace Supervisor.Server.Processes;

/// <summary>A run that waits for the end of another.</summary>
internal enum PendingRun
{
    None,

    /// <summary>It follows the one that is under way.</summary>
    Queued,

    /// <summary>The one that is under way was stopped for it.</summary>
    Replacing,
}

/// <summary>
/// Everything the schedule of one process knows between two looks. Data: it can be written down and read back. Times are the wall clock's, but for
/// those of intervals and durations, which are the loop's.
/// </summary>
internal sealed record ScheduleStatus
{
    public static readonly ScheduleStatus Initial = new();

    /// <summary>It was looked at: the next run is known, or there is none.</summary>
    public bool IsBegun { get; init; }

    /// <summary>Somebody switched it off.</summary>
    public bool IsOff { get; init; }

    /// <summary>The time of the next run by <c>cron</c>; null for none, and with an interval.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The same by an interval, on the loop's clock; null while a run is under way that it counts from the end of.</summary>
    public TimeSpan? DueAt { get; init; }

    /// <summary>How much later than its time the next run is, by chance.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Up to here the times by <c>cron</c> are seen to: the one that was due last, or the beginning.</summary>
    public DateTimeOffset? LastDue { get; init; }

    public PendingRun Pending { get; init; }

    /// <summary>When the last run began, whoever began it; null for never.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>When the run began that is under way, on the loop's clock; null while there is none.</summary>
    public TimeSpan? RunsSince { get; init; }

    /// <summary>How long the last run took that is over.</summary>
    public TimeSpan? LastDuration { get; init; }

    /// <summary>Runs that were due and did not take place.</summary>
    public int Skipped { get; init; }
}
