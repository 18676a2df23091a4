namespace Supervisor.Server.Processes;

/// <summary>A line of the main log that a row of the table asks for: a closed set. <see cref="ProcessLog"/> has the words.</summary>
internal abstract record ProcessReport
{
    private ProcessReport()
    {
    }

    internal sealed record SpawnError(string Reason) : ProcessReport;

    internal sealed record Spawned(int Pid) : ProcessReport;

    /// <summary>The launch waits for something that does not answer.</summary>
    internal sealed record LateLaunch : ProcessReport;

    internal sealed record AbandonedLaunch : ProcessReport;

    internal sealed record EnteredRunning : ProcessReport;

    internal sealed record GaveUp : ProcessReport;

    /// <summary>Its child lives and is not ready: it is stopped.</summary>
    internal sealed record NotReady(string Reason) : ProcessReport;

    internal sealed record LimitReached(string Reason) : ProcessReport;

    /// <summary>It starts again, and not at once.</summary>
    internal sealed record Paused(TimeSpan Pause) : ProcessReport;

    /// <summary>It ran for longer than it may, and is stopped.</summary>
    internal sealed record RanTooLong(TimeSpan Limit) : ProcessReport;

    /// <param name="Expected">Whether the exit code is in <c>exitcodes</c> and the exit did not count as a failed start.</param>
    internal sealed record Exited(bool Expected) : ProcessReport;

    /// <param name="Expected">Whether the exit code is in <c>exitcodes</c>.</param>
    internal sealed record Stopped(bool Expected) : ProcessReport;
}
