using System.Net.Sockets;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A daemon's socket that was left by a daemon of another user, who can not be asked whether anybody listens.</summary>
public class StaleSocketTests
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;
    private const UnixFileMode OwnerOnly = (UnixFileMode)0x1C0;

    [Fact]
    public async Task One_that_is_dead_is_taken_over_where_the_folder_may_be_written()
    {
        using var directory = new TestDirectory();
        File.SetUnixFileMode(directory.Path, Everybody);
        LeaveName(directory[TestConfiguration.SocketName]);
        await using var supervisor = await RunningSupervisor.StartAsync("", await AsNobodyAsync(), directory);
        Assert.Equal("RUNNING", ((RpcStruct)(await supervisor.Rpc.CallAsync("supervisor.getState")).Value!)["statename"]);
    }

    [Fact]
    public async Task One_that_somebody_listens_on_is_not()
    {
        using var directory = new TestDirectory();
        File.SetUnixFileMode(directory.Path, Everybody);
        using var alive = Listen(directory[TestConfiguration.SocketName]);
        var configuration = TestConfiguration.Write(directory, "");
        var refused = await (await AsNobodyAsync()).RunAsync(["-n", "-c", configuration], directory.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("Another program is already listening", refused.Error, StringComparison.Ordinal);
        Assert.Contains(directory[TestConfiguration.SocketName], refused.Error, StringComparison.Ordinal);
        Assert.True(Path.Exists(directory[TestConfiguration.SocketName]));
    }

    private static async Task<Peer> AsNobodyAsync()
    {
        var ours = await Peer.OursAsync();
        return ours with { FileName = "setpriv", Arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", ours.FileName, .. ours.Arguments] };
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        File.SetUnixFileMode(path, OwnerOnly);
        return socket;
    }

    /// <summary>The socket of the platform takes its name along when it closes.</summary>
    private static void LeaveName(string path)
    {
        File.Delete(path);
        Assert.Equal(0, UnixSocketCalls.Create(out var handle));
        using (handle)
            Assert.Equal(0, UnixSocketCalls.Bind(handle, path));
        File.SetUnixFileMode(path, OwnerOnly);
    }
}
