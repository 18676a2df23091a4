using System.Net.Sockets;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

/// <summary>Needs to see all processes, as on a machine without containers, or a temporary folder on the root file system.</summary>
public class ListeningNamesTests
{
    private const ulong Nobodys = 0;

    [Theory]
    [InlineData("s", true)]
    [InlineData("s.4711", true)]
    [InlineData("s.bak", false)]
    [InlineData("t", false)]
    public void A_socket_that_listens_is_known_by_its_name_with_or_without_a_pid(string bound, bool isListed)
    {
        using var directory = new TestDirectory();
        var name = directory[$"{Guid.NewGuid():N}-"];
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(name + bound));
        Assert.Equal(Listening.No, ListeningNames.Find(name + "s", Nobodys));
        socket.Listen();
        Assert.Equal(isListed ? Listening.Yes : Listening.No, ListeningNames.Find(name + "s", Nobodys));
        Assert.Equal(Listening.No, ListeningNames.Of(name + "s", except: socket));
        socket.Dispose();
        Assert.Equal(Listening.No, ListeningNames.Find(name + "s", Nobodys));
    }

    [Theory]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 s", true)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 ./s", true)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 /run/a b/s", true)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4712 /run/a b/s", false)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711 @/run/a b/s", false)]
    [InlineData("0000000000000000: 00000003 00000000 00000000 0001 03 4711 /run/a b/s", false)]
    [InlineData("0000000000000000: 00000002 00000000 00010000 0001 01 4711", false)]
    public void A_name_without_its_folder_counts_and_our_own_socket_does_not(string line, bool isListed) =>
        Assert.Equal(isListed ? Listening.Yes : Listening.No, ListeningNames.Judge(line, "/run/a b/s", own: 4712, isOurs: true));

    /// <summary>A volume is mounted under another name elsewhere.</summary>
    [Theory]
    [InlineData(true, true, "No")]
    [InlineData(true, false, "Unknown")]
    [InlineData(false, true, "Unknown")]
    public void The_same_name_in_another_folder_may_be_the_same_file_unless_we_know_the_folder(bool isOurs, bool isThere, string expected)
    {
        using var directory = new TestDirectory();
        directory.Write("s", "");
        if (isThere)
            Directory.CreateDirectory(directory["other"]);
        var line = $"0000000000000000: 00000002 00000000 00010000 0001 01 4711 {directory["other"]}/s.17";
        Assert.Equal(expected, $"{ListeningNames.Judge(line, directory["s"], Nobodys, isOurs)}");
    }
}
