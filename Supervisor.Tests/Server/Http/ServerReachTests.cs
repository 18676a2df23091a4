using System.Net;
using System.Net.Sockets;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class ServerReachTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.8.8", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("::ffff:192.0.2.1", true)]
    public void The_loopback_is_this_machine_alone(string address, bool isBeyond) =>
        Assert.Equal(isBeyond, ServerReach.IsBeyondThisMachine(new IPEndPoint(IPAddress.Parse(address), 9001)));

    [Fact]
    public void A_unix_socket_is_this_machines() => Assert.False(ServerReach.IsBeyondThisMachine(new UnixDomainSocketEndPoint("/run/s.sock")));
}
