namespace Supervisor.Server.Configuration;

/// <summary>What becomes of a run that is due while the one before is not over.</summary>
internal enum ScheduleOverlap
{
    /// <summary>It does not take place.</summary>
    Skip,

    /// <summary>It follows when the other is over; no more than one waits.</summary>
    Queue,

    /// <summary>The other is stopped for it.</summary>
    Restart,
}

/// <summary>When a program runs by the clock. A process has one where <c>cron</c> or <c>interval</c> says so, which exclude each other.</summary>
internal sealed record ScheduleOptions
{
    /// <summary>Expressions, each of which tells times; empty with an interval.</summary>
    public EquatableList<string> Cron { get; init; } = EquatableList<string>.Empty;

    /// <summary>Between two starts, or between an end and a start; null with cron.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>The interval counts from the end of a run, not from its start.</summary>
    public bool FromEnd { get; init; }

    /// <summary>The name of the time zone that <c>cron</c> is in; null for the daemon's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>A run is later than its time by chance, by up to this.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>There is a run at the start of the daemon, too.</summary>
    public bool RunOnStart { get; init; }

    public ScheduleOverlap Overlap { get; init; }

    /// <summary>A time that was missed is made up for by one run, however many were missed.</summary>
    public bool CatchesUp { get; init; }
}
