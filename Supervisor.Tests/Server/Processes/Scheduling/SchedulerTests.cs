using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes.Scheduling;

/// <summary>Real runs on a loop whose wall clock can be set.</summary>
public sealed class SchedulerTests : IDisposable
{
    private readonly SettableClock _clock = new();
    private readonly ProcessStage _stage;

    public SchedulerTests() => _stage = new ProcessStage(_clock);

    public void Dispose() => _stage.Dispose();

    /// <summary>The look of each second, for the other program, is where the clock is found to have been set: the kernel tells of the machine's own only.</summary>
    [Fact]
    public async Task A_clock_that_is_set_forward_misses_runs_and_one_that_is_set_back_repeats_none()
    {
        await AddAsync("beat", new() { Interval = TimeSpan.FromSeconds(1) });
        var at = TimeZoneInfo.ConvertTime(_clock.GetUtcNow(), TimeZoneInfo.Utc).AddHours(1);
        var daily = new ScheduleOptions { Cron = new([$"{at.Minute} {at.Hour} * * *"]), TimeZone = "UTC" };
        await AddAsync("none", daily);
        await AddAsync("one", daily with { CatchesUp = true });
        await Eventually.HoldsAsync(() => Schedule("none").Due is not null && Schedule("one").Due is not null, "the zone is read");
        Assert.InRange((Schedule("one").Due!.Value - _clock.GetUtcNow()).TotalMinutes, 58, 61);
        _clock.Step = TimeSpan.FromHours(2);
        await Eventually.HoldsAsync(() => Runs("one") == 1 && Schedule("none").Skipped == 1, "missed, and made up for");
        Assert.Equal(0, Runs("none"));
        Assert.Equal(2, _stage.Log.Lines.Count(line => line.Text.StartsWith("missed a run of ", StringComparison.Ordinal)));
        // The same hour once more.
        _clock.Step = TimeSpan.FromHours(0.5);
        var beats = Runs("beat");
        await Eventually.HoldsAsync(() => Runs("beat") > beats + 2, "others go on");
        Assert.InRange((Schedule("one").Due!.Value - _clock.GetUtcNow()).TotalHours, 24, 25);
        Assert.Equal((1, 0), (Runs("one"), Runs("none")));
        Assert.Empty(_stage.Failures);
    }

    [Fact]
    public async Task A_loop_with_schedules_sleeps_until_the_next_run()
    {
        await AddAsync("far", new() { Cron = new(["0 0 29 2 *"]) });
        await AddAsync("later", new() { Interval = TimeSpan.FromDays(1) });
        var turns = 0;
        _stage.Do(() => _stage.Context.Loop.AtEachTurnsEnd(() => turns++));
        for (var i = 0; i < 200; i++)
            _stage.Do(() => 0);
        Assert.InRange(_stage.Do(() => turns), 1, 1000);
    }

    [Fact]
    public async Task Nothing_of_it_is_there_before_the_first_schedule_and_after_the_last()
    {
        Assert.Null(_stage.Context.Schedules);
        await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group("plain", 1, ProcessStage.Options("plain", "/bin/true"))));
        Assert.Null(_stage.Context.Schedules);
        await AddAsync("far", new() { Cron = new(["@yearly"]) });
        Assert.NotNull(_stage.Context.Schedules);
        Assert.True(_stage.Do(() => _stage.Table.Remove(_stage.Table.Find("far")!)));
        Assert.Null(_stage.Context.Schedules);
        await AddAsync("far", new() { Cron = new(["@yearly"]) });
        Assert.NotNull(_stage.Do(() => _stage.Table.Schedules.NextRun(_stage.Table.Find("far")!.Processes[0])));
    }

    [Fact]
    public async Task What_is_known_of_a_schedule_is_written_down_with_its_process_and_gone_on_with()
    {
        await AddAsync("far", new() { Cron = new(["@yearly"]), Overlap = ScheduleOverlap.Queue });
        _stage.Do(() =>
        {
            _stage.Table.Schedules.Switch(_stage.Table.Find("far")!.Processes[0], isOn: false);
            return 0;
        });
        var records = _stage.Do(_stage.Table.ToRecords);
        Assert.True(Assert.Single(Assert.Single(records).Processes).Schedule!.IsOff);
        using var next = new ProcessStage();
        next.Do(() =>
        {
            next.Table.Resume(records);
            next.Table.Find("far")!.Processes[0].Begin();
            return 0;
        });
        Assert.Equal(Assert.Single(records[0].Processes).Schedule, next.Do(() => next.Table.Find("far")!.Processes[0].Schedule));
    }

    [Fact]
    public void A_clock_that_nobody_sets_is_not_told_of()
    {
        using var timer = new WallClockTimer();
        Assert.False(timer.WasSet());
        Assert.False(timer.WasSet());
    }

    private async Task AddAsync(string name, ScheduleOptions schedule)
    {
        var options = ProcessStage.Options(name, "/bin/true") with { AutoStart = false, AutoRestart = RestartPolicy.Never, OneShot = true, Schedule = schedule };
        await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group(name, 1, options)));
    }

    private ScheduleStatus Schedule(string name) => _stage.Do(() =>
    {
        _stage.ReapOwn();
        return _stage.Table.Find(name)!.Processes[0].Schedule!;
    });

    private int Runs(string name) => _stage.Do(() =>
    {
        _stage.ReapOwn();
        return _stage.Log.Lines.Count(line => line.Text.Contains($"spawned: '{name}' ", StringComparison.Ordinal));
    });

    private sealed class SettableClock : TimeProvider
    {
        private long _step;

        public TimeSpan Step
        {
            set => Interlocked.Exchange(ref _step, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _step));
    }
}
