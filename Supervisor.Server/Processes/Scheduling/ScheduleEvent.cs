namespace Supervisor.Server.Processes;

/// <summary>What can happen to the schedule of a process: a closed set.</summary>
internal abstract record ScheduleEvent
{
    private ScheduleEvent()
    {
    }

    /// <summary>The daemon has started, has taken over or has got the process: what was known of it before may be in its status.</summary>
    /// <param name="IsResumed">The life goes on in which it was begun.</param>
    internal sealed record Begun(bool IsResumed) : ScheduleEvent;

    /// <param name="IsBusy">The process is up, on its way up or down, or waits to be started.</param>
    internal sealed record Looked(bool IsBusy) : ScheduleEvent;

    /// <summary>A run has begun, whoever began it.</summary>
    internal sealed record RunBegan : ScheduleEvent;

    /// <summary>The wall clock is not what it was.</summary>
    internal sealed record ClockSet : ScheduleEvent;

    /// <summary>Somebody stops the run that is under way.</summary>
    internal sealed record CalledOff : ScheduleEvent;

    /// <summary>The options are other ones.</summary>
    internal sealed record Changed : ScheduleEvent;

    internal sealed record SwitchedOff : ScheduleEvent;

    internal sealed record SwitchedOn : ScheduleEvent;

    /// <inheritdoc cref="Looked"/>
    internal sealed record RunRequested(bool IsBusy) : ScheduleEvent;
}
