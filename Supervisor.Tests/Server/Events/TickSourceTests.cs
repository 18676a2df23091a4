using Supervisor.Server.Events;

namespace Supervisor.Tests.Server.Events;

public class TickSourceTests
{
    private const long Hour = 1_700_002_800;

    [Theory]
    [InlineData(0, 4.999, "")]
    [InlineData(4.999, 5, "TICK_5 5")]
    [InlineData(1, 14, "TICK_5 10")]
    [InlineData(59.9, 60, "TICK_5 60, TICK_60 60")]
    [InlineData(-0.001, 0, "TICK_5 0, TICK_60 0, TICK_3600 0")]
    [InlineData(-1, 3700, "TICK_5 3700, TICK_60 3660, TICK_3600 3600")]
    [InlineData(12, 12, "")]
    [InlineData(12, 11, "")]
    [InlineData(12, 3, "TICK_5 0")]
    [InlineData(61, 59, "TICK_5 55, TICK_60 0")]
    public void The_newest_slice_of_each_period_that_has_begun_between_two_looks_is_announced(double last, double now, string expected)
    {
        var ticks = TickSource.Between(At(last), At(now)).Select(tick => $"{tick.TypeName} {tick.When - Hour}");
        Assert.Equal(expected, string.Join(", ", ticks));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.001, 4.999)]
    [InlineData(4.999, 0.001)]
    [InlineData(5, 5)]
    [InlineData(3599, 1)]
    public void The_next_look_is_due_when_the_next_five_seconds_begin(double now, double delay) =>
        Assert.Equal(TimeSpan.FromSeconds(delay), TickSource.UntilNext(At(now)));

    [Fact]
    public void Before_1970_a_look_is_due_too() =>
        Assert.Equal(TimeSpan.FromSeconds(2), TickSource.UntilNext(DateTimeOffset.UnixEpoch.AddSeconds(-2)));

    [Fact]
    public void A_tick_comes_at_each_look_that_finds_a_new_slice_and_the_slice_of_the_start_is_not_announced()
    {
        var clock = new Clock { Now = At(58) };
        var published = new List<string>();
        var due = new Queue<(TimeSpan Delay, Action Look)>();
        var events = new EventBus();
        using var subscription = events.Subscribe("TICK", e => published.Add($"{e.TypeName} {e.Payload}"));
        new TickSource(clock, events, (delay, look) => due.Enqueue((delay, look))).Start();
        Assert.Empty(published);

        // The timer was early: nothing yet, and another look at the remaining moment.
        Assert.Equal(TimeSpan.FromSeconds(2), Look(after: 1.75));
        Assert.Empty(published);
        Assert.Equal(TimeSpan.FromSeconds(0.25), Look(after: 0.25));
        Assert.Equal([$"TICK_5 when:{Hour + 60}", $"TICK_60 when:{Hour + 60}"], published);

        published.Clear();
        Assert.Equal(TimeSpan.FromSeconds(5), Look(after: 5.5));
        Assert.Equal([$"TICK_5 when:{Hour + 65}"], published);
        Assert.Equal(TimeSpan.FromSeconds(4.5), Assert.Single(due).Delay);

        TimeSpan Look(double after)
        {
            clock.Now += TimeSpan.FromSeconds(after);
            var (delay, look) = due.Dequeue();
            look();
            return delay;
        }
    }

    [Fact]
    public void While_nobody_subscribes_the_clock_is_not_looked_at()
    {
        var clock = new Clock { Now = At(58) };
        var published = new List<string>();
        var due = new Queue<Action>();
        var events = new EventBus();
        using var other = events.Subscribe("PROCESS_STATE", _ => published.Add("a state"));
        new TickSource(clock, events, (_, look) => due.Enqueue(look)).Start();
        Assert.Empty(due);

        // The minute that began before somebody came is not announced.
        clock.Now = At(61);
        var subscription = events.Subscribe("TICK_5", e => published.Add($"{e.TypeName} {e.Payload}"));
        clock.Now = At(65);
        Assert.Single(due);
        due.Dequeue()();
        Assert.Equal([$"TICK_5 when:{Hour + 65}"], published);

        subscription.Dispose();
        clock.Now = At(70);
        due.Dequeue()();
        Assert.Empty(due);
        Assert.Single(published);
    }

    private static DateTimeOffset At(double secondsIntoTheHour) =>
        DateTimeOffset.FromUnixTimeSeconds(Hour) + TimeSpan.FromSeconds(secondsIntoTheHour);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
