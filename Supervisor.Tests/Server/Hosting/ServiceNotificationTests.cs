using System.Net.Sockets;
using System.Text;
using Supervisor.Server.Hosting;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>A service manager of the test's own hears what the daemon would tell systemd.</summary>
public sealed class ServiceNotificationTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ManualClock _clock = new();

    public void Dispose()
    {
        _manager.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Each_message_is_one_datagram()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(_directory["notify"]));
        var notification = new ServiceNotification(_directory["notify"], _clock);
        notification.Ready();
        _clock.Advance(TimeSpan.FromMilliseconds(1500));
        notification.Reloading();
        notification.Stopping();
        Assert.Equal("READY=1\nSTATUS=Running", Heard());
        Assert.Equal("RELOADING=1\nMONOTONIC_USEC=1500000\nSTATUS=Restarting with a new configuration", Heard());
        Assert.Equal("STOPPING=1\nSTATUS=Stopping programs", Heard());
    }

    [Fact]
    public void A_name_that_begins_with_an_at_sign_is_abstract()
    {
        var name = $"supervisor-test-{Guid.NewGuid():N}";
        _manager.Bind(new UnixDomainSocketEndPoint("\0" + name));
        new ServiceNotification("@" + name, _clock).Ready();
        Assert.StartsWith("READY=1", Heard(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@supervisor-test-nobody-listens-here")]
    [InlineData("/no/such/folder/notify")]
    public void Without_a_manager_nothing_happens(string? socket)
    {
        var notification = new ServiceNotification(socket, _clock);
        var failure = Record.Exception(() =>
        {
            notification.Ready();
            notification.Reloading();
            notification.Stopping();
        });
        Assert.Null(failure);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(5000)]
    public void A_name_too_long_for_a_socket_is_no_reason_not_to_run(int length) =>
        Assert.Null(Record.Exception(() => new ServiceNotification("/" + new string('x', length), _clock).Ready()));

    [Fact]
    public void A_manager_that_does_not_read_is_not_waited_for()
    {
        _manager.Bind(new UnixDomainSocketEndPoint(_directory["notify"]));
        var notification = new ServiceNotification(_directory["notify"], _clock);
        // More than a socket's queue takes.
        for (var message = 0; message < 5000; message++)
            notification.Ready();
        Assert.StartsWith("READY=1", Heard(), StringComparison.Ordinal);
    }

    private string Heard()
    {
        var buffer = new byte[4096];
        _manager.ReceiveTimeout = (int)Eventually.Patience.TotalMilliseconds;
        return Encoding.UTF8.GetString(buffer, 0, _manager.Receive(buffer));
    }
}
