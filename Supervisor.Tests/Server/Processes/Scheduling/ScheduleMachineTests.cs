using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes.Scheduling;

/// <summary>When runs are and what becomes of them, second by second on clocks that go when told.</summary>
public class ScheduleMachineTests
{
    private static readonly ScheduleOptions EveryTen = new() { Interval = TimeSpan.FromSeconds(10) };
    private static readonly ScheduleOptions Nightly = new() { Cron = new(["30 2 * * *"]) };

    [Fact]
    public void An_interval_from_the_start_keeps_its_beat_and_one_from_the_end_waits_for_it()
    {
        Assert.Equal([10, 20, 30, 40], Simulation.Of(EveryTen, takes: 3).Until(45).Runs);
        Assert.Equal([10, 23, 36], Simulation.Of(EveryTen with { FromEnd = true }, takes: 3).Until(45).Runs);
        Assert.Equal([0, 10, 20], Simulation.Of(EveryTen with { RunOnStart = true }, takes: 3).Until(25).Runs);
    }

    [Theory]
    [InlineData("Skip", new[] { 10, 30, 50 }, 2)]
    [InlineData("Queue", new[] { 10, 25, 40, 55 }, 1)]
    [InlineData("Restart", new[] { 10, 21, 31, 41, 51 }, 0)]
    public void A_run_that_is_due_within_another(string overlap, int[] runs, int skipped)
    {
        var simulation = Simulation.Of(EveryTen with { Overlap = Enum.Parse<ScheduleOverlap>(overlap) }, takes: 15).Until(59);
        Assert.Equal(runs, simulation.Runs);
        Assert.Equal(skipped, simulation.Status.Skipped);
        Assert.Equal(skipped, simulation.Effects.Count(e => e is ScheduleEffect.TellSkipped));
    }

    [Fact]
    public void No_more_than_one_run_waits()
    {
        var simulation = Simulation.Of(EveryTen with { Overlap = ScheduleOverlap.Queue }, takes: 35).Until(60);
        Assert.Equal([10, 45], simulation.Runs);
        Assert.Equal(2, simulation.Status.Skipped);
    }

    [Fact]
    public void Who_stops_a_run_does_not_get_the_one_that_waited()
    {
        var simulation = Simulation.Of(EveryTen with { Overlap = ScheduleOverlap.Queue }, takes: 15).Until(22);
        simulation.Apply(new ScheduleEvent.CalledOff());
        Assert.Equal([10, 30], simulation.Until(35).Runs);
        Assert.Contains(simulation.Effects, e => e is ScheduleEffect.TellCalledOff);
    }

    [Fact]
    public void What_is_switched_off_does_not_run_until_it_is_switched_on()
    {
        var simulation = Simulation.Of(EveryTen, takes: 1).Until(12);
        simulation.Apply(new ScheduleEvent.SwitchedOff());
        Assert.Null(ScheduleMachine.NextRun(simulation.Status, simulation.Now));
        simulation.Until(35).Apply(new ScheduleEvent.Changed());
        simulation.Until(41).Apply(new ScheduleEvent.SwitchedOn());
        Assert.Equal([10, 51], simulation.Until(60).Runs);
    }

    [Fact]
    public void A_run_that_is_asked_for_moves_no_other()
    {
        var simulation = Simulation.Of(EveryTen, takes: 1).Until(14);
        simulation.Apply(new ScheduleEvent.RunRequested(IsBusy: false));
        Assert.Equal([10, 14, 20], simulation.Until(25).Runs);
    }

    [Fact]
    public void A_job_of_the_night_runs_once_a_night_also_when_the_clock_goes_forward_or_back()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        foreach (var day in new[] { new DateTimeOffset(2028, 3, 24, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2028, 10, 27, 12, 0, 0, TimeSpan.Zero) })
        {
            var simulation = new Simulation(Nightly, 1, berlin, day) { Step = 20 }.Until(4 * 86400);
            Assert.Equal(4, simulation.Runs.Count);
            Assert.Equal(0, simulation.Status.Skipped);
        }
    }

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 1, 0)]
    public void A_time_that_nobody_saw_is_missed_or_made_up_for_by_one_run(bool catchesUp, int runs, int skipped)
    {
        var simulation = new Simulation(Nightly with { CatchesUp = catchesUp }, 1, TimeZoneInfo.Utc, new(2028, 5, 1, 2, 0, 0, TimeSpan.Zero)).Until(10);
        // Asleep for three nights.
        simulation.Wall += TimeSpan.FromDays(3);
        simulation.Until(20);
        Assert.Equal((runs, skipped), (simulation.Runs.Count, simulation.Status.Skipped));
        var told = Assert.IsType<ScheduleEffect.TellMissed>(simulation.Effects.First(e => e is ScheduleEffect.TellMissed));
        Assert.Equal((new DateTimeOffset(2028, 5, 1, 2, 30, 0, TimeSpan.Zero), catchesUp), (told.Due, told.CatchesUp));
        Assert.Equal(new DateTimeOffset(2028, 5, 4, 2, 30, 0, TimeSpan.Zero), simulation.Status.Due);
    }

    [Fact]
    public void A_small_step_forward_over_a_time_is_no_miss()
    {
        var simulation = new Simulation(Nightly, 1, TimeZoneInfo.Utc, new(2028, 5, 1, 2, 29, 30, TimeSpan.Zero)).Until(2);
        simulation.Wall += TimeSpan.FromSeconds(50);
        Assert.Single(simulation.Until(5).Runs);
    }

    [Theory]
    [InlineData("30 2 * * *", 3600, 0)]
    [InlineData("30 2 * * *", (86_400 * 3) + 3600, 1)]
    [InlineData("* * * * *", 3600, 120)]
    public void A_clock_that_is_set_back_a_little_repeats_nothing_that_is_rare(string cron, int back, int runs)
    {
        var simulation = new Simulation(new ScheduleOptions { Cron = new([cron]) }, 1, TimeZoneInfo.Utc, new(2028, 5, 9, 2, 29, 50, TimeSpan.Zero)).Until(60);
        var before = simulation.Runs.Count;
        simulation.Wall -= TimeSpan.FromSeconds(back);
        simulation.Apply(new ScheduleEvent.ClockSet());
        Assert.Equal(before + runs, simulation.Until(60 + 7200).Runs.Count);
    }

    [Fact]
    public void A_clock_that_was_wrong_by_years_stops_nothing()
    {
        var simulation = new Simulation(Nightly, 1, TimeZoneInfo.Utc, new(2099, 1, 1, 2, 29, 50, TimeSpan.Zero)).Until(60);
        simulation.Wall = new(2028, 5, 1, 0, 0, 0, TimeSpan.Zero);
        simulation.Apply(new ScheduleEvent.ClockSet());
        Assert.Equal(new DateTimeOffset(2028, 5, 1, 2, 30, 0, TimeSpan.Zero), simulation.Status.Due);
    }

    [Fact]
    public void Chance_makes_a_run_later_by_no_more_than_it_may()
    {
        var simulation = new Simulation(Nightly with { Jitter = TimeSpan.FromMinutes(10) }, 1, TimeZoneInfo.Utc, new(2028, 5, 1, 2, 29, 0, TimeSpan.Zero)) { Chance = 0.5 };
        Assert.Equal([60 + 300], simulation.Until(3600).Runs);
    }

    [Fact]
    public void After_a_restart_of_the_daemon_the_switch_and_the_last_run_are_what_they_were()
    {
        var simulation = Simulation.Of(EveryTen, takes: 1).Until(12);
        var carried = simulation.Status with { IsBegun = false, IsOff = true };
        var begun = ScheduleMachine.Next(carried, new ScheduleEvent.Begun(IsResumed: false), simulation.Times, simulation.Now);
        Assert.Equal((true, carried.LastRun, carried.LastDuration), (begun.Status.IsOff, begun.Status.LastRun, begun.Status.LastDuration));
        Assert.Null(ScheduleMachine.NextRun(begun.Status, simulation.Now));
        Assert.Equal(simulation.Status, WrittenDown.AndReadBack(simulation.Status));
    }

    [Fact]
    public void What_stands_in_a_schedule_file_is_read_back()
    {
        Dictionary<ProcessKey, DateTimeOffset> seen = new() { [new("web", "a b")] = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), [new("ü", "x")] = DateTimeOffset.UnixEpoch };
        Assert.Equal(seen, ScheduleFileText.Parse(ScheduleFileText.Of(seen)));
        Assert.Empty(ScheduleFileText.Parse("x\ty\tz\n12\n\n99999999999999999999\ta\tb\n-1\ta\tb\n1\ta"u8));
    }

    /// <summary>A process that runs for so long, and is looked at when its schedule asks for it and whenever something happens.</summary>
    private sealed class Simulation
    {
        private readonly int _takes;
        private int? _runsUntil;
        private int _second;

        public Simulation(ScheduleOptions options, int takes, TimeZoneInfo zone, DateTimeOffset begin)
        {
            (_takes, Wall, Times) = (takes, begin, new Timetable(options, zone));
            Apply(new ScheduleEvent.Begun(IsResumed: false));
        }

        public Timetable Times { get; }

        public DateTimeOffset Wall { get; set; }

        public double Chance
        {
            get;
            init
            {
                field = value;
                Apply(new ScheduleEvent.Changed());
            }
        }

        public int Step { get; init; } = 1;

        public ScheduleStatus Status { get; private set; } = ScheduleStatus.Initial;

        public List<int> Runs { get; } = [];

        public List<ScheduleEffect> Effects { get; } = [];

        public ScheduleMoment Now => new(Wall, TimeSpan.FromSeconds(_second));

        public static Simulation Of(ScheduleOptions options, int takes) => new(options, takes, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch);

        public Simulation Until(int second)
        {
            for (; _second < second; _second += Step, Wall += TimeSpan.FromSeconds(Step))
            {
                if (_runsUntil <= _second)
                    _runsUntil = null;
                Apply(new ScheduleEvent.Looked(_runsUntil is not null));
            }
            return this;
        }

        public void Apply(ScheduleEvent occurred)
        {
            (Status, var effects) = ScheduleMachine.Next(Status, occurred, Times, Now, Chance);
            Effects.AddRange(effects);
            foreach (var effect in effects)
            {
                if (effect is ScheduleEffect.Stop)
                    _runsUntil = _second + 1;
                if (effect is not ScheduleEffect.Run)
                    continue;
                Runs.Add(_second);
                _runsUntil = _second + _takes;
                Apply(new ScheduleEvent.RunBegan());
            }
        }
    }
}
