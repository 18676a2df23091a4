using System.Net.Sockets;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// A daemon's socket that was left by a daemon of another user, who can not be asked whether anybody listens. Not beside others: their daemons listen by
/// the same name, in namespaces of their own, too, and whose folder is whose cannot be told from outside.
/// </summary>
[CollectionDefinition(nameof(StaleSocketTests), DisableParallelization = true)]
[Collection(nameof(StaleSocketTests))]
public class StaleSocketTests
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1FF;
    /// <summary>No other test's: a listener of that name in another namespace may be any of that name.</summary>
    private const string ElsewhereName = "elsewhere.sock";

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

    /// <summary>As in another container with the same volume: the kernel's list of sockets is that of a network namespace. Needs root.</summary>
    [Fact]
    public async Task One_that_somebody_listens_on_in_another_network_namespace_is_not()
    {
        using var directory = new TestDirectory();
        File.SetUnixFileMode(directory.Path, Everybody);
        await using var other = await ListenElsewhereAsync(directory, ElsewhereName);
        var configuration = TestConfiguration.Write(directory, $"[unix_http_server]\nfile=@dir@/{ElsewhereName}\n");
        var refused = await (await AsNobodyAsync()).RunAsync(["-n", "-c", configuration], directory.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("Another program is already listening", refused.Error, StringComparison.Ordinal);
        Assert.True(Path.Exists(directory[ElsewhereName]));
    }

    /// <summary>Where only its own processes can be seen, or none, on a volume that others may have too, nobody can say that none of them listens.</summary>
    [Theory]
    [InlineData("true", "--pid", "--fork", "--mount", "--propagation", "private", "--mount-proc")]
    [InlineData("umount -l /proc", "--mount", "--propagation", "private")]
    public async Task One_of_which_it_cannot_be_known_is_left_alone_and_that_is_told(string preparation, params string[] namespaces)
    {
        using var directory = new TestDirectory();
        File.SetUnixFileMode(directory.Path, Everybody);
        Directory.CreateDirectory(directory["volume"]);
        await using var volume = await VolumeAsync(directory["volume"]);
        await using var other = await ListenElsewhereAsync(directory, $"volume/{ElsewhereName}");
        var configuration = TestConfiguration.Write(directory, $"[unix_http_server]\nfile=@dir@/volume/{ElsewhereName}\n");
        var nobody = await AsNobodyAsync();
        var refused = await ChildProcess.RunAsync(
            "unshare", [.. namespaces, "sh", "-c", $"{preparation}; exec \"$@\"", "sh", nobody.FileName, .. nobody.Arguments, "-n", "-c", configuration]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            $"{directory["volume"]}/{ElsewhereName} is a socket of another user (uid 0), and it cannot be found out from here whether a program listens on it",
            refused.Error,
            StringComparison.Ordinal);
        Assert.True(Path.Exists(directory[$"volume/{ElsewhereName}"]));
    }

    private static async Task<Peer> AsNobodyAsync()
    {
        var ours = await Peer.OursAsync();
        return ours with { FileName = "setpriv", Arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", ours.FileName, .. ours.Arguments] };
    }

    private static async Task<ChildProcess> ListenElsewhereAsync(TestDirectory directory, string name)
    {
        const string Listen = "import os, socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); os.chmod(sys.argv[1], 0o700); s.listen(); open(sys.argv[2], 'w'); s.accept()";
        var other = ChildProcess.Start("unshare", ["--net", "/usr/bin/python3", "-c", Listen, directory[name], directory["listens"]]);
        await Eventually.HoldsAsync(() => Path.Exists(directory["listens"]), "the other one listens");
        return other;
    }

    /// <summary>A file system of its own, open to everybody.</summary>
    private static async Task<IAsyncDisposable> VolumeAsync(string path)
    {
        Assert.Equal(new CompletedChild(0, "", ""), await ChildProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "mode=777", "none", path]));
        return new Volume(path);
    }

    private sealed class Volume(string path) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await ChildProcess.RunAsync("umount", ["-l", path]);
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
