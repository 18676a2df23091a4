using System.Net;
using Supervisor.Server.Http.Transport;

namespace Supervisor.Tests.Server.Http.Transport;

public class RoomMakerTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress There = IPAddress.Parse("192.0.2.2");

    private readonly List<ConnectionUse> _open = [];
    private TimeSpan _now;

    [Fact]
    public void Who_has_asked_nothing_goes_before_who_was_refused_and_the_idle_before_nobody()
    {
        var idle = Add(Here, admitted: true);
        var refused = Add(Here, busy: true);
        var silent = Add(Here);
        Assert.Same(silent, Gone());
        Assert.Same(refused, Gone());
        Assert.Same(idle, Gone());
    }

    [Fact]
    public void Of_equals_the_longest_unused_goes()
    {
        var first = Add(Here, admitted: true);
        var second = Add(There, admitted: true);
        _now += TimeSpan.FromSeconds(1);
        first.RequestBegan();
        first.RequestEnded();
        Assert.Same(second, RoomMaker.Choose(_open, Here));
    }

    [Fact]
    public void Who_is_being_answered_stays()
    {
        Add(Here, admitted: true, busy: true);
        Add(There, admitted: true, busy: true);
        Assert.Null(RoomMaker.Choose(_open, IPAddress.Loopback));
    }

    [Fact]
    public void An_address_that_has_more_than_half_gives_one_to_another_address_and_none_to_itself()
    {
        var first = Add(Here, admitted: true, busy: true);
        Add(Here, admitted: true, busy: true);
        Add(There, admitted: true, busy: true);
        Assert.Null(RoomMaker.Choose(_open, Here));
        Assert.Same(first, RoomMaker.Choose(_open, There));
    }

    [Fact]
    public void Local_clients_are_one_address()
    {
        Add(null, admitted: true, busy: true);
        Add(null, admitted: true, busy: true);
        Assert.Null(RoomMaker.Choose(_open, null));
    }

    private ConnectionUse Add(IPAddress? address, bool admitted = false, bool busy = false)
    {
        _now += TimeSpan.FromSeconds(1);
        var use = new ConnectionUse(address, () => _now);
        if (busy)
            use.RequestBegan();
        if (admitted)
            use.Admit();
        _open.Add(use);
        return use;
    }

    private ConnectionUse? Gone()
    {
        var gone = RoomMaker.Choose(_open, There);
        _open.Remove(gone!);
        return gone;
    }
}
