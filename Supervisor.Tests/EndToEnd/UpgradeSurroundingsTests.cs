using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Wherever the daemon runs: as the first process of a container, as nobody, in the background, under a service manager. Needs root.</summary>
public class UpgradeSurroundingsTests
{
    [Fact]
    public async Task As_the_first_process_of_a_container()
    {
        using var directory = new TestDirectory();
        if (await UpgradeProgram.InstallAsync(directory) is not { } program)
            return;
        var configuration = TestConfiguration.Write(directory, UpgradeDaemon.Cat);
        var peer = await program.PeerAsync();
        await using var outside = ChildProcess.Start(
            "/usr/bin/unshare", ["--pid", "--fork", "--mount-proc", "--kill-child", program.Path, "-n", "-c", configuration], peer.Environment, directory.Path);
        var rpc = new RpcProbe(new UnixDomainSocketEndPoint(directory[TestConfiguration.SocketName]));
        await AnswersAsync(rpc);
        await rpc.WaitForStateAsync("cat", "RUNNING");
        var pid = await rpc.PidOfAsync("cat");
        for (var round = 0; round < 2; round++)
        {
            await program.ReplaceAsync(await UpgradeProgram.VersionAsync(round));
            await UpgradeAsync(rpc);
            Assert.Equal(1, (await StatusAsync(rpc))["pid"]);
            Assert.Equal(pid, await rpc.PidOfAsync("cat"));
        }
        var first = int.Parse((await File.ReadAllTextAsync($"/proc/{outside.Id}/task/{outside.Id}/children")).Trim());
        // A zombie of a stranger is still reaped, and TERM still ends it: both are what only the first process has to do.
        await ChildProcess.RunAsync("kill", ["-TERM", $"{first}"]);
        Assert.Equal(0, (await outside.CompletedAsync()).ExitCode);
        Assert.False(File.Exists(directory[TestConfiguration.SocketName]));
        Assert.Contains("stopped: cat (terminated by SIGTERM)", File.ReadAllText(directory[TestConfiguration.LogName]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_the_user_that_root_became()
    {
        await using var daemon = await UpgradeDaemon.StartAsync("[supervisord]\nuser=nobody\numask=027\n" + UpgradeDaemon.Cat);
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        var (pids, before) = (await daemon.PidsAsync(), Identity(daemon.Pid));
        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", before, StringComparison.Ordinal);
        for (var round = 0; round < 2; round++)
        {
            await daemon.Program.ReplaceAsync(await UpgradeProgram.VersionAsync(round));
            await daemon.UpgradeAsync();
            Assert.Equal(before, Identity(daemon.Pid));
            Assert.Equal(pids, await daemon.PidsAsync());
        }
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.stopProcess", "cat")).Fault);
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.startProcess", "cat")).Fault);
        await daemon.EndsAsync();
    }

    [Fact]
    public async Task In_the_background_with_a_directory_of_its_own_and_a_relative_configuration()
    {
        using var directory = new TestDirectory();
        if (await UpgradeProgram.InstallAsync(directory) is not { } program)
            return;
        TestConfiguration.Write(directory, "[supervisord]\ndirectory=/\n" + UpgradeDaemon.Cat);
        var leftovers = new Leftovers();
        try
        {
            var peer = await program.PeerAsync();
            await using var started = peer.Start(["-c", TestConfiguration.FileName], directory.Path, (Leftovers.Variable, leftovers.Mark));
            Assert.Equal(0, (await started.CompletedAsync()).ExitCode);
            var rpc = new RpcProbe(new UnixDomainSocketEndPoint(directory[TestConfiguration.SocketName]));
            await rpc.WaitForStateAsync("cat", "RUNNING");
            var (pid, daemon) = (await rpc.PidOfAsync("cat"), int.Parse(File.ReadAllText(directory[TestConfiguration.PidName])));
            for (var round = 0; round < 2; round++)
            {
                await program.ReplaceAsync(await UpgradeProgram.VersionAsync(round));
                await ChildProcess.RunAsync("kill", ["-USR1", $"{daemon}"]);
                await Eventually.HoldsAsync(async () => (int)(await StatusAsync(rpc))["generation"]! == round + 2, "it has taken over");
                Assert.Equal((daemon, pid), ((int)(await StatusAsync(rpc))["pid"]!, await rpc.PidOfAsync("cat")));
                Assert.Equal($"{daemon}\n", File.ReadAllText(directory[TestConfiguration.PidName]));
            }
            // The file is found again where it was.
            TestConfiguration.Write(directory, "[supervisord]\ndirectory=/\n" + UpgradeDaemon.Cat + UpgradeDaemon.Cat.Replace("cat]", "dog]", StringComparison.Ordinal));
            Assert.Null((await rpc.CallAsync("supervisor.reloadConfig")).Fault);
            Assert.Null((await rpc.CallAsync("supervisor.addProcessGroup", "dog")).Fault);
            await ChildProcess.RunAsync("kill", ["-TERM", $"{daemon}"]);
            await Eventually.HoldsAsync(() => leftovers.Pids().Count == 0, "the daemon and its programs have ended");
            Assert.False(File.Exists(directory[TestConfiguration.PidName]));
        }
        finally
        {
            leftovers.Kill();
        }
    }

    [Fact]
    public async Task A_service_manager_hears_that_it_reloads_and_is_ready_again_in_the_same_process()
    {
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        using var socket = new TestDirectory();
        manager.Bind(new UnixDomainSocketEndPoint(socket["notify"]));
        await using var daemon = await UpgradeDaemon.StartAsync(
            UpgradeDaemon.Cat, peer => peer with { Environment = new Dictionary<string, string>(peer.Environment) { ["NOTIFY_SOCKET"] = socket["notify"] } });
        if (daemon is null)
            return;
        Assert.Equal("READY=1\nSTATUS=Running", await HeardAsync(manager));
        for (var round = 0; round < 2; round++)
        {
            await daemon.Program.ReplaceAsync(await UpgradeProgram.VersionAsync(round));
            await daemon.UpgradeAsync();
            Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]+\n", await HeardAsync(manager));
            Assert.Equal("READY=1\nSTATUS=Running", await HeardAsync(manager));
        }
        Assert.Equal(daemon.Pid, (await daemon.StatusAsync())["pid"]);
        await daemon.Supervisor.SignalAsync("TERM");
        Assert.StartsWith("STOPPING=1\n", await HeardAsync(manager), StringComparison.Ordinal);
    }

    private static async Task<string> HeardAsync(Socket manager)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await manager.ReceiveAsync(buffer).WaitAsync(Eventually.Patience));
    }

    /// <summary>Users, groups, rights, signals and the umask of a process.</summary>
    private static string Identity(int pid)
    {
        string[] names = ["Umask:", "Uid:", "Gid:", "Groups:", "CapEff:", "NoNewPrivs:", "SigBlk:", "SigIgn:"];
        return string.Join('\n', File.ReadLines($"/proc/{pid}/status").Where(line => names.Any(name => line.StartsWith(name, StringComparison.Ordinal))));
    }

    private static async Task<RpcStruct> StatusAsync(RpcProbe rpc) => (await rpc.CallAsync("live.getStatus")).Struct;

    private static async Task UpgradeAsync(RpcProbe rpc)
    {
        var asked = await rpc.CallAsync("live.upgrade");
        Assert.Null(asked.Fault);
        await Eventually.HoldsAsync(async () => (int)(await StatusAsync(rpc))["generation"]! == (int)asked.Value!, "it has taken over");
    }

    private static Task AnswersAsync(RpcProbe rpc) => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                return (await rpc.CallAsync("supervisor.getState")).Http.Status == 200;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        "the daemon answers");
}
