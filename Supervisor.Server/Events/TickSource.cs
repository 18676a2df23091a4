namespace Supervisor.Server.Events;

/// <summary>The <see cref="TickSource"/> as data: no tick is lost or doubled with it.</summary>
internal sealed record TickRecord(DateTimeOffset Last);

/// <summary>
/// Announces the slices of wall-clock time: TICK_5, TICK_60, TICK_3600. Owns the time it looked last. The slice in progress at the
/// start is not announced, nor is one that was slept through: of several only the newest is, as stock does. While nobody subscribes to a tick
/// the clock is not looked at: an idle daemon does not wake up.
/// </summary>
/// <param name="time">Tells the wall clock.</param>
/// <param name="events">Takes the events, and tells whether anybody wants them.</param>
/// <param name="schedule">Calls back after a delay, once; by a clock that may run a little ahead of the wall's.</param>
internal sealed class TickSource(TimeProvider time, EventBus events, Action<TimeSpan, Action> schedule)
{
    private static readonly TickPeriod[] Periods = [TickPeriod.FiveSeconds, TickPeriod.Minute, TickPeriod.Hour];

    private DateTimeOffset _last;
    private bool _looks;

    public TickRecord ToRecord() => new(_last);

    /// <param name="from">Where an earlier life of the source stopped looking; null begins now.</param>
    public void Start(TickRecord? from = null)
    {
        events.WhenSubscribed(() => Begin(time.GetUtcNow()));
        Begin(from?.Last ?? time.GetUtcNow());
    }

    /// <summary>The ticks between two looks at the clock. A clock that was set back into an earlier slice ticks too.</summary>
    public static IEnumerable<TickEvent> Between(DateTimeOffset last, DateTimeOffset now)
    {
        foreach (var period in Periods)
        {
            var slice = Slice(period, now);
            if (slice != Slice(period, last))
                yield return new TickEvent(period, slice);
        }
    }

    /// <summary>How long until the next tick of any period: never zero.</summary>
    public static TimeSpan UntilNext(DateTimeOffset now)
    {
        var shortest = TimeSpan.FromSeconds((int)TickPeriod.FiveSeconds);
        var elapsed = (now - DateTimeOffset.UnixEpoch).Ticks % shortest.Ticks;
        return shortest - TimeSpan.FromTicks(elapsed < 0 ? elapsed + shortest.Ticks : elapsed);
    }

    private bool IsWanted => Periods.Any(period => events.HasSubscribers(TickEvent.NameOf(period)));

    /// <param name="at">What was over before is not announced.</param>
    private void Begin(DateTimeOffset at)
    {
        if (_looks || !IsWanted)
            return;
        _looks = true;
        _last = at;
        schedule(UntilNext(at), Look);
    }

    private void Look()
    {
        _looks = IsWanted;
        if (!_looks)
            return;
        var now = time.GetUtcNow();
        var due = Between(_last, now).ToList();
        _last = now;
        // The next look does not depend on what subscribers make of these.
        schedule(UntilNext(now), Look);
        foreach (var tick in due)
            events.Publish(tick);
    }

    private static long Slice(TickPeriod period, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        return seconds - seconds % (int)period;
    }
}
