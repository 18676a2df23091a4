using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Server.Processes;

/// <summary>How long each pause is, and which restart is one too many.</summary>
public class RestartScheduleTests
{
    [Fact]
    public void One_pause_is_the_same_each_time() => Assert.Equal([5, 5, 5], Pauses(Options(5), 3));

    [Fact]
    public void A_factor_lets_it_grow_up_to_the_maximum() =>
        Assert.Equal([1, 2, 4, 8, 10, 10], Pauses(Options(1) with { Factor = 2, MaxPause = Seconds(10) }, 6));

    [Fact]
    public void Without_a_maximum_it_does_not_grow() => Assert.Equal([3, 3, 3], Pauses(Options(3) with { Factor = 2 }, 3));

    [Fact]
    public void Steps_come_one_after_another_and_the_last_one_stays() => Assert.Equal([1, 2, 5, 30, 30, 30], Pauses(Options(1, 2, 5, 30), 6));

    [Fact]
    public void After_the_steps_the_last_one_grows() =>
        Assert.Equal([1, 2, 6, 18, 20], Pauses(Options(1, 2) with { Factor = 3, MaxPause = Seconds(20) }, 5));

    [Fact]
    public void However_many_there_were_it_is_the_maximum() =>
        Assert.Equal(Seconds(60), (Options(1) with { Factor = 10, MaxPause = Seconds(60) }).Pause(int.MaxValue, 0));

    [Theory]
    [InlineData(-1.0, 8)]
    [InlineData(-0.5, 9)]
    [InlineData(0.0, 10)]
    [InlineData(1.0, 12)]
    public void Jitter_goes_up_and_down(double chance, int seconds) =>
        Assert.Equal(Seconds(seconds), (Options(10) with { JitterPercent = 20 }).Pause(1, chance));

    [Theory]
    [InlineData(5, null, null, 60)]
    [InlineData(7, null, null, 70)]
    [InlineData(7, 30, null, 300)]
    [InlineData(7, 30, 2, 2)]
    public void It_begins_anew_after_ten_of_the_longest_or_a_minute_or_what_is_said(int pause, int? most, int? reset, int expected)
    {
        var options = Options(pause) with { MaxPause = most is { } m ? Seconds(m) : null, Reset = reset is { } r ? Seconds(r) : null };
        Assert.Equal(Seconds(expected), options.ResetAfter());
    }

    [Fact]
    public void Of_a_limit_only_so_many_times_are_kept_as_it_counts_and_those_that_count()
    {
        var options = new RestartOptions { Limit = new(3, Seconds(60)) };
        EquatableList<TimeSpan>? times = null;
        foreach (var at in new[] { 0, 10, 20, 30 })
            times = options.With(times, Seconds(at));
        Assert.Equal([Seconds(10), Seconds(20), Seconds(30)], times!);
        Assert.Equal([Seconds(20), Seconds(30), Seconds(75)], options.With(times, Seconds(75))!);
        Assert.Equal([Seconds(500)], options.With(times, Seconds(500))!);
        Assert.Null(((RestartOptions?)null).With(times, Seconds(500)));
        Assert.Null(Options(5).With(times, Seconds(500)));
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void The_window_slides(int at, bool isFull)
    {
        var options = new RestartOptions { Limit = new(3, Seconds(60)) };
        Assert.Equal(isFull, options.IsFull(new([Seconds(0), Seconds(10), Seconds(20)]), Seconds(at)));
        Assert.False(options.IsFull(null, Seconds(at)));
        Assert.False(Options(5).IsFull(new([Seconds(0), Seconds(10), Seconds(20)]), Seconds(at)));
    }

    [Theory]
    [InlineData(5, 60, "restarted 5 times in 60 seconds")]
    [InlineData(1, 300, "restarted 1 time in 300 seconds")]
    public void The_limit_says_why(int count, int seconds, string reason) => Assert.Equal(reason, RestartSchedule.Reason(new(count, Seconds(seconds))));

    private static IEnumerable<double> Pauses(RestartOptions options, int count) => Enumerable.Range(1, count).Select(number => options.Pause(number, 0).TotalSeconds);

    private static RestartOptions Options(params int[] seconds) => new() { Pauses = new(seconds.Select(s => Seconds(s))) };

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
