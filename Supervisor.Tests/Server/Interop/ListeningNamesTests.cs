using System.Net.Sockets;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

public class ListeningNamesTests
{
    [Theory]
    [InlineData("s", true)]
    [InlineData("s.4711", true)]
    [InlineData("s.bak", false)]
    [InlineData("t", false)]
    public void A_socket_that_listens_is_known_by_its_name_with_or_without_a_pid(string bound, bool isListed)
    {
        using var directory = new TestDirectory();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(directory[bound]));
        Assert.False(ListeningNames.MayInclude(directory["s"]));
        socket.Listen();
        Assert.Equal(isListed, ListeningNames.MayInclude(directory["s"]));
        socket.Dispose();
        Assert.False(ListeningNames.MayInclude(directory["s"]));
    }

    [Theory]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 s", true)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 ./s", true)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 /run/a b/s", true)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 /run/s", false)]
    [InlineData("0000000000000000: 00000003 00000000 00000000 0001 03 4711 /run/a b/s", false)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711", false)]
    public void A_name_without_its_folder_counts_and_another_folder_does_not(string line, bool isListed) =>
        Assert.Equal(isListed, ListeningNames.IsListener(line, "/run/a b/s"));
}
