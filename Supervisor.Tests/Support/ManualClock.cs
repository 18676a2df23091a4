namespace Supervisor.Tests.Support;

/// <summary>Two clocks that go only when told: the monotonic one, and the wall's, which may jump.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public DateTimeOffset Wall { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => Wall;

    /// <summary>Moves the monotonic clock; the wall's stays.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
