using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Begins the runs of all processes that run by the clock. Owns one deadline, for the earliest of them, and hears where the wall clock is set; what is
/// known of each schedule is with its process. Nothing of it is there while no process runs by the clock. Loop thread only.
/// </summary>
internal sealed class Scheduler(ProcessContext context, ProcessTable table) : IDisposable
{
    /// <summary>A clock may go faster or slower than the loop's without being set.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ManagedProcess, Timetable?> _scheduled = [];
    private readonly Dictionary<ProcessKey, ScheduleStatus> _earlier = new(context.EarlierSchedules);
    private readonly TimeZones _zones = new(context);
    private IDisposable? _states;
    private WallClockNews? _clock;
    private Deadline? _deadline;
    private TimeSpan? _lookAt;
    private TimeSpan? _wallAhead;
    private bool _isFileOld;

    private ScheduleMoment Now => new(context.Time.GetUtcNow(), context.Loop.Now);

    /// <summary>Groups came or went, or have other options.</summary>
    public void Rearranged(ProcessGroup? made = null)
    {
        if (context.Schedules is null && made?.Processes.Any(process => process.Schedule is not null) != true)
            return;
        foreach (var gone in _scheduled.Keys.Where(process => process.IsRetired || process.Schedule is null).ToList())
        {
            if (gone.Schedule is { } known)
                _earlier[new(gone.GroupName, gone.Name)] = known with { IsBegun = false };
            _scheduled.Remove(gone);
        }
        foreach (var process in made?.Processes ?? [])
        {
            if (process.Schedule is not null)
                _scheduled.TryAdd(process, null);
        }
        if (_scheduled.Count == 0)
            Dispose();
        else
            Use();
    }

    /// <summary>What an earlier daemon has seen to; what this one knows better stays. Before any process may run.</summary>
    public async Task ReadFileAsync()
    {
        if (context.ScheduleFile is not { } file || !_scheduled.Keys.Any(process => process.Options.Schedule is { CatchesUp: true }))
            return;
        foreach (var (process, until) in await file.ReadAsync())
            _earlier.TryAdd(process, ScheduleStatus.Initial with { LastDue = until });
    }

    /// <summary>A process may run from now on.</summary>
    public void Begin(ManagedProcess process)
    {
        if (process.Schedule is not { } schedule)
            return;
        _scheduled.TryAdd(process, null);
        var isResumed = schedule.IsBegun;
        if (!isResumed && _earlier.Remove(new(process.GroupName, process.Name), out var earlier))
            process.Schedule = earlier;
        Follow(process, new ScheduleEvent.Begun(isResumed));
        // One whose clock was set while nobody looked.
        if (isResumed)
            Apply(process, new ScheduleEvent.ClockSet());
        if (process.Schedule is { RunsSince: null } && process.Status.Pid != 0)
            Apply(process, new ScheduleEvent.RunBegan());
    }

    /// <summary>The options of a process are other ones.</summary>
    public void Change(ManagedProcess process)
    {
        if (process.Schedule is null)
            return;
        _scheduled[process] = null;
        Follow(process, new ScheduleEvent.Changed());
    }

    /// <summary>Somebody stops it.</summary>
    public void CallOff(ManagedProcess process)
    {
        if (process.Schedule is { Pending: not PendingRun.None })
            Apply(process, new ScheduleEvent.CalledOff());
    }

    public void Switch(ManagedProcess process, bool isOn) => Follow(process, isOn ? new ScheduleEvent.SwitchedOn() : new ScheduleEvent.SwitchedOff());

    public void RunNow(ManagedProcess process) => Follow(process, new ScheduleEvent.RunRequested(process.IsBusy));

    /// <summary>When it runs next, as the wall clock shows it; null for never, as far as is known.</summary>
    public DateTimeOffset? NextRun(ManagedProcess process) => process.Schedule is { } schedule ? ScheduleMachine.NextRun(schedule, Now) : null;

    /// <summary>What is known of all of them, for the life that follows this one.</summary>
    public IReadOnlyDictionary<ProcessKey, ScheduleStatus> ToCarry() =>
        _scheduled.Keys.ToDictionary(process => new ProcessKey(process.GroupName, process.Name), process => process.Schedule! with { IsBegun = false });

    public void Dispose()
    {
        context.Schedules = null;
        _states?.Dispose();
        _clock?.Dispose();
        _deadline?.Dispose();
        (_states, _clock, _deadline, _lookAt, _wallAhead) = (null, null, null, null, null);
    }

    private void Use()
    {
        if (context.Schedules is null)
        {
            context.Schedules = this;
            _states = context.Events.Subscribe(EventTypeNames.ProcessState, Changed);
        }
        if (_clock is null && _scheduled.Keys.Any(process => process.Options.Schedule is { Interval: null }))
            _clock = new WallClockNews(context.Loop, context.Log, LookSoon);
    }

    private void Changed(SupervisorEvent occurred)
    {
        if (occurred is not ProcessStateEvent change || table.Find(change.GroupName)?.Find(change.ProcessName) is not { Schedule: not null } process)
            return;
        if (change.To == ProcessState.Starting)
            Apply(process, new ScheduleEvent.RunBegan());
        else if (change.To.IsStopped())
            LookSoon();
    }

    private void LookSoon() => LookAt(context.Loop.Now);

    private void LookAt(TimeSpan at)
    {
        if (_lookAt <= at)
            return;
        _deadline?.Dispose();
        _lookAt = at;
        _deadline = context.Loop.Schedule(at, Look);
    }

    private void Look()
    {
        (_deadline, _lookAt) = (null, null);
        // A daemon on its way down starts nothing any more.
        if (!context.MayStart)
            return;
        var wasSet = ClockWasSet();
        foreach (var process in _scheduled.Keys.ToList())
        {
            // Whatever comes of one of them, the others have their runs.
            context.Loop.Guard(() =>
            {
                if (wasSet)
                    Apply(process, new ScheduleEvent.ClockSet());
                Apply(process, new ScheduleEvent.Looked(process.IsBusy));
            });
        }
        SleepUntilNext();
    }

    private bool ClockWasSet()
    {
        var now = Now;
        var ahead = now.Wall - DateTimeOffset.UnixEpoch - now.Loop;
        var wasSet = _wallAhead is { } before && (ahead - before).Duration() > ClockSlack;
        _wallAhead = ahead;
        return wasSet;
    }

    private void SleepUntilNext()
    {
        if (_isFileOld)
            Save();
        var now = Now;
        _wallAhead ??= now.Wall - DateTimeOffset.UnixEpoch - now.Loop;
        foreach (var process in _scheduled.Keys)
        {
            if (process.Schedule is not { } schedule || ScheduleMachine.LookAt(schedule, now) is not { } at)
                continue;
            LookAt(schedule.Due is null || at < now.Loop + LongestSleep ? at : now.Loop + LongestSleep);
        }
    }

    private void Save()
    {
        _isFileOld = false;
        context.ScheduleFile?.Write(
            from process in _scheduled.Keys
            where process.Options.Schedule is { CatchesUp: true } && process.Schedule is { LastDue: not null }
            select KeyValuePair.Create(new ProcessKey(process.GroupName, process.Name), process.Schedule!.LastDue!.Value));
    }

    private void Follow(ManagedProcess process, ScheduleEvent occurred)
    {
        Use();
        Apply(process, occurred);
        SleepUntilNext();
    }

    private void Apply(ManagedProcess process, ScheduleEvent occurred)
    {
        if (process is not { IsRetired: false, Schedule: { } schedule, Options.Schedule: { } options } || TimesOf(process, options, occurred) is not { } times)
            return;
        var chance = options.Jitter > TimeSpan.Zero ? Random.Shared.NextDouble() : 0;
        var (next, effects) = ScheduleMachine.Next(schedule, occurred, times, Now, chance);
        process.Schedule = next;
        _isFileOld |= options.CatchesUp && next.LastDue != schedule.LastDue;
        foreach (var effect in effects)
            CarryOut(process, effect);
    }

    /// <summary>Null where the zone is not known yet: then what has happened is applied when it is.</summary>
    private Timetable? TimesOf(ManagedProcess process, ScheduleOptions options, ScheduleEvent occurred)
    {
        if (_scheduled.GetValueOrDefault(process) is { } known && known.Options == options)
            return known;
        if (_zones.Find(options.TimeZone) is { } zone)
            return _scheduled[process] = new Timetable(options, zone);
        _zones.Read(process.Name, options.TimeZone!, () => Follow(process, occurred));
        return null;
    }

    private void CarryOut(ManagedProcess process, ScheduleEffect effect)
    {
        switch (effect)
        {
            case ScheduleEffect.Run:
                process.RunScheduled();
                break;
            case ScheduleEffect.Stop:
                context.Log.RunReplaced(process.Name);
                Replace(process);
                break;
            case ScheduleEffect.TellSkipped:
                context.Log.RunSkipped(process.Name);
                break;
            case ScheduleEffect.TellCalledOff:
                context.Log.RunCalledOff(process.Name);
                break;
            case ScheduleEffect.TellMissed(var due, var catchesUp):
                context.Log.RunMissed(process.Name, due, catchesUp, context.Time.LocalTimeZone);
                break;
        }
    }

    /// <summary>The stop is the schedule's own, which calls nothing off. A run that waits at its gate is the next one already.</summary>
    private static void Replace(ManagedProcess process)
    {
        var replacing = process.Schedule;
        if (process.State.IsRunning())
            process.Stop();
        process.Schedule = replacing;
    }
}
