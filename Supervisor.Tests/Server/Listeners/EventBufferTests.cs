using Supervisor.Server.Listeners;

namespace Supervisor.Tests.Server.Listeners;

public class EventBufferTests
{
    [Fact]
    public void The_oldest_event_goes_for_a_new_one()
    {
        var buffer = new EventBuffer(2);
        Assert.Null(buffer.Add(Event(1)));
        Assert.Null(buffer.Add(Event(2)));
        Assert.Equal(Event(1), buffer.Add(Event(3)));
        Assert.Equal([2, 3], Drain(buffer));
    }

    [Fact]
    public void An_event_that_comes_back_is_the_next_and_takes_the_place_of_the_oldest()
    {
        var buffer = new EventBuffer(2);
        Assert.Null(buffer.Add(Event(2)));
        Assert.Null(buffer.Return(Event(1)));
        Assert.Equal(Event(1), buffer.Return(Event(0)));
        Assert.Equal([0, 2], Drain(buffer));
    }

    [Fact]
    public void One_event_is_held_whatever_the_capacity()
    {
        var buffer = new EventBuffer(0);
        Assert.Null(buffer.Add(Event(1)));
        Assert.Equal(Event(1), buffer.Add(Event(2)));
        Assert.Equal([2], Drain(buffer));
    }

    private static QueuedEvent Event(long serial) => new("TICK_60", "when:0", serial, serial);

    private static List<long> Drain(EventBuffer buffer)
    {
        var serials = new List<long>();
        while (buffer.Oldest is { } oldest)
        {
            serials.Add(oldest.Serial);
            buffer.RemoveOldest();
        }
        return serials;
    }
}
