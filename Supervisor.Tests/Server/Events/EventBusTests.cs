using Supervisor.Rpc.Contract;
using Supervisor.Server.Events;

namespace Supervisor.Tests.Server.Events;

public class EventBusTests
{
    private static readonly SupervisorEvent Tick = new TickEvent(TickPeriod.Minute, 60);
    private static readonly SupervisorEvent Remote = new RemoteCommunicationEvent("t", "d");

    private readonly EventBus _bus = new();
    private readonly List<string> _heard = [];

    [Fact]
    public void An_event_reaches_those_who_asked_for_its_type_or_for_a_parent_in_the_order_they_asked()
    {
        Subscribe("first", EventTypeNames.Event);
        Subscribe("second", EventTypeNames.Tick60);
        Subscribe("third", EventTypeNames.Tick5);
        Subscribe("fourth", EventTypeNames.Tick);
        _bus.Publish(Tick);
        Assert.Equal(["first TICK_60", "second TICK_60", "fourth TICK_60"], _heard);
    }

    [Fact]
    public void Two_subscriptions_of_one_subscriber_are_two_deliveries()
    {
        Subscribe("a", EventTypeNames.Tick);
        Subscribe("a", EventTypeNames.Tick);
        _bus.Publish(Tick);
        Assert.Equal(["a TICK_60", "a TICK_60"], _heard);
    }

    [Fact]
    public void Only_an_event_that_would_reach_somebody_has_subscribers()
    {
        Assert.False(_bus.HasSubscribers(EventTypeNames.Tick5));
        var ticks = Subscribe("a", EventTypeNames.Tick);
        Assert.True(_bus.HasSubscribers(EventTypeNames.Tick5));
        Assert.False(_bus.HasSubscribers(EventTypeNames.ProcessLogStdout));
        ticks.Dispose();
        Assert.False(_bus.HasSubscribers(EventTypeNames.Tick5));
    }

    [Fact]
    public void Who_has_left_hears_nothing_more_and_may_leave_twice()
    {
        var one = Subscribe("one", EventTypeNames.Event);
        Subscribe("two", EventTypeNames.Event);
        one.Dispose();
        one.Dispose();
        _bus.Publish(Tick);
        Assert.Equal(["two TICK_60"], _heard);
    }

    [Fact]
    public void Who_leaves_during_a_delivery_is_not_delivered_to()
    {
        IDisposable? last = null;
        _bus.Subscribe(EventTypeNames.Event, _ => last!.Dispose());
        last = Subscribe("last", EventTypeNames.Event);
        _bus.Publish(Tick);
        Assert.Empty(_heard);
    }

    [Fact]
    public void Who_comes_during_a_delivery_hears_the_next_event()
    {
        IDisposable? added = null;
        _bus.Subscribe(EventTypeNames.Event, _ => added ??= Subscribe("new", EventTypeNames.Event));
        _bus.Publish(Tick);
        Assert.Empty(_heard);
        _bus.Publish(Remote);
        Assert.Equal(["new REMOTE_COMMUNICATION"], _heard);
    }

    [Fact]
    public void An_event_published_by_a_subscriber_comes_after_the_present_one_for_everybody()
    {
        _bus.Subscribe(EventTypeNames.Tick, _ => _bus.Publish(Remote));
        Subscribe("a", EventTypeNames.Event);
        Subscribe("b", EventTypeNames.Event);
        _bus.Publish(Tick);
        Assert.Equal(["a TICK_60", "b TICK_60", "a REMOTE_COMMUNICATION", "b REMOTE_COMMUNICATION"], _heard);
    }

    [Fact]
    public void A_subscriber_that_throws_does_not_silence_the_bus()
    {
        var broken = _bus.Subscribe(EventTypeNames.Event, _ => throw new InvalidOperationException("mine"));
        Subscribe("a", EventTypeNames.Event);
        Assert.Throws<InvalidOperationException>(() => _bus.Publish(Tick));
        broken.Dispose();
        _bus.Publish(Remote);
        Assert.Equal(["a REMOTE_COMMUNICATION"], _heard);
    }

    private IDisposable Subscribe(string who, string typeName) => _bus.Subscribe(typeName, e => _heard.Add($"{who} {e.TypeName}"));
}
