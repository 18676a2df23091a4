using Supervisor.Server.Configuration;
using static Supervisor.Server.Processes.ScheduleEffect;
using static Supervisor.Server.Processes.ScheduleEvent;

namespace Supervisor.Server.Processes;

/// <summary>When the runs of a process are, and what becomes of those that are due. Pure: both clocks, chance and the times by cron are handed in.</summary>
internal static class ScheduleMachine
{
    /// <summary>A time that nobody looked at for longer was missed: the machine slept, the daemon was down, or the clock was set.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>A clock that is set back by no more repeats nothing that is as rare as this.</summary>
    private static readonly TimeSpan SmallStepBack = TimeSpan.FromHours(3);

    private static readonly TimeSpan Rare = TimeSpan.FromHours(1);

    /// <param name="schedule">The status of before.</param>
    /// <param name="occurred">What has happened.</param>
    /// <param name="times">What the configuration says.</param>
    /// <param name="now">On both clocks.</param>
    /// <param name="chance">From 0 to 1: for a delay that is left to chance.</param>
    public static ScheduleTransition Next(ScheduleStatus schedule, ScheduleEvent occurred, Timetable times, ScheduleMoment now, double chance = 0) => occurred switch
    {
        Begun { IsResumed: true } when schedule.IsBegun => Stay(schedule),
        Begun => Begin(schedule, times, now, chance),
        Looked look when schedule.RunsSince is { } since && !look.IsBusy => Look(Ended(schedule, since, times, now, chance), false, times, now, chance),
        Looked look => Look(schedule, look.IsBusy, times, now, chance),
        RunBegan when schedule.RunsSince is null => Stay(schedule with
        {
            LastRun = now.Wall,
            RunsSince = now.Loop,
            DueAt = times.Options.FromEnd ? null : schedule.DueAt,
        }),
        ClockSet when schedule.Due is { } due && NextDue(schedule, times, now) is { } next && next < due => Stay(schedule with { Due = next }),
        CalledOff when schedule.Pending == PendingRun.Queued =>
            new(schedule with { Pending = PendingRun.None, Skipped = schedule.Skipped + 1 }, [new TellCalledOff()]),
        CalledOff => Stay(schedule with { Pending = PendingRun.None }),
        Changed or SwitchedOn when !schedule.IsOff || occurred is SwitchedOn => Stay(Plan(schedule with { IsOff = false, Due = null, DueAt = null }, times, now, chance)),
        SwitchedOff => Stay(schedule with { IsOff = true, Due = null, DueAt = null, Pending = PendingRun.None }),
        RunRequested request => Run(schedule, request.IsBusy, times),
        _ => Stay(schedule),
    };

    /// <summary>When it is to be looked at next, on the loop's clock; null for never.</summary>
    public static TimeSpan? LookAt(ScheduleStatus schedule, ScheduleMoment now) =>
        schedule.Due is { } due ? now.Loop + (due + schedule.Delay - now.Wall)
        : schedule.DueAt + schedule.Delay;

    /// <summary>The next run as the wall clock shows it; null for none.</summary>
    public static DateTimeOffset? NextRun(ScheduleStatus schedule, ScheduleMoment now) =>
        LookAt(schedule, now) is { } at ? now.Wall + (at - now.Loop) : null;

    /// <summary>What was due since it was seen to last is found by the next look.</summary>
    private static ScheduleTransition Begin(ScheduleStatus schedule, Timetable times, ScheduleMoment now, double chance)
    {
        var begun = schedule with { IsBegun = true, DueAt = null, Pending = PendingRun.None, RunsSince = null };
        if (begun.IsOff)
            return Stay(begun);
        var due = begun.Due ?? (begun.LastDue is { } seen && times.Options.CatchesUp ? times.After(seen) : null);
        var missed = due + begun.Delay <= now.Wall && times.Options.Cron.Count > 0;
        var planned = missed ? begun with { Due = due } : Plan(begun with { Due = null, LastDue = begun.LastDue ?? now.Wall }, times, now, chance);
        return times.Options.RunOnStart ? new(planned, [new Run()]) : Stay(planned);
    }

    private static ScheduleStatus Ended(ScheduleStatus schedule, TimeSpan since, Timetable times, ScheduleMoment now, double chance)
    {
        var ended = schedule with { RunsSince = null, LastDuration = now.Loop - since };
        return times.Options.FromEnd && !ended.IsOff ? Plan(ended, times, now, chance) : ended;
    }

    private static ScheduleTransition Look(ScheduleStatus schedule, bool isBusy, Timetable times, ScheduleMoment now, double chance)
    {
        if (schedule.Pending != PendingRun.None && !isBusy)
            return new(schedule with { Pending = PendingRun.None }, [new Run()]);
        if (LookAt(schedule, now) is not { } at || at > now.Loop)
            return Stay(schedule);
        if (schedule.Due is not { } due || now.Wall - due - schedule.Delay <= Grace)
            return Run(Plan(schedule with { LastDue = schedule.Due ?? schedule.LastDue, Due = null }, times, now, chance), isBusy, times);
        // Not this one alone: whatever came after it was missed, too.
        var planned = Plan(schedule with { LastDue = now.Wall, Due = null }, times, now, chance);
        var told = new TellMissed(due, times.Options.CatchesUp);
        if (!times.Options.CatchesUp)
            return new(planned with { Skipped = planned.Skipped + 1 }, [told]);
        var run = Run(planned, isBusy, times);
        return run with { Effects = [told, .. run.Effects] };
    }

    /// <summary>A run that is due, or asked for.</summary>
    private static ScheduleTransition Run(ScheduleStatus schedule, bool isBusy, Timetable times) => (isBusy, times.Options.Overlap, schedule.Pending) switch
    {
        (false, _, _) => new(schedule with { Pending = PendingRun.None }, [new Run()]),
        (true, ScheduleOverlap.Queue, PendingRun.None) => Stay(schedule with { Pending = PendingRun.Queued }),
        (true, ScheduleOverlap.Restart, PendingRun.None) => new(schedule with { Pending = PendingRun.Replacing }, [new Stop()]),
        // The one that waits already stands for this one, too.
        _ => new(schedule with { Skipped = schedule.Skipped + 1 }, [new TellSkipped()]),
    };

    private static ScheduleStatus Plan(ScheduleStatus schedule, Timetable times, ScheduleMoment now, double chance)
    {
        var delay = TimeSpan.FromTicks((long)(times.Options.Jitter.Ticks * chance));
        return times.Options.Interval is { } interval
            ? schedule with { DueAt = NextDueAt(schedule, interval, times.Options.FromEnd, now), Delay = delay }
            : schedule with { Due = NextDue(schedule, times, now), Delay = delay };
    }

    /// <summary>Those from the start keep their beat, whatever the last run took or the look was late.</summary>
    private static TimeSpan? NextDueAt(ScheduleStatus schedule, TimeSpan interval, bool fromEnd, ScheduleMoment now)
    {
        if (fromEnd)
            return schedule.RunsSince is null ? now.Loop + interval : null;
        if (schedule.DueAt is not { } last || last > now.Loop)
            return now.Loop + interval;
        return last + (interval * (1 + ((now.Loop - last).Ticks / interval.Ticks)));
    }

    private static DateTimeOffset? NextDue(ScheduleStatus schedule, Timetable times, ScheduleMoment now)
    {
        var isRepeated = schedule.LastDue is { } last && last > now.Wall && last - now.Wall <= SmallStepBack && (times.After(last) is not { } next || next - last >= Rare);
        return times.After(isRepeated ? schedule.LastDue!.Value : now.Wall);
    }

    private static ScheduleTransition Stay(ScheduleStatus schedule) => new(schedule, []);
}
