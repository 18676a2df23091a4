using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisorctl</c> version, reload, shutdown, and a daemon that does not answer, by stock's client, to the byte.</summary>
public class DaemonCommandTests
{
    private const string Cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";

    [Fact]
    public async Task Version_is_the_daemons()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        var version = (string)(await supervisor.Rpc.CallAsync("supervisor.getSupervisorVersion")).Value!;
        Assert.Equal((await supervisor.Peer.RunAsync(["-v"])).Output, version + "\n");
        await CtlOutput.ExpectAsync(supervisor, "version", 0, version + "\n");
        await CtlOutput.ExpectUsageAsync(supervisor, "version x", 1, "Error: version accepts no arguments");
    }

    [Fact]
    public async Task Reload_restarts_the_daemon_in_the_same_process()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("cat");
        supervisor.Reconfigure(Cat + "[program:dog]\ncommand=/bin/cat\nstartsecs=0\n");
        await CtlOutput.ExpectUsageAsync(supervisor, "reload x", 1, "Error: reload accepts no arguments");
        await CtlOutput.ExpectAsync(supervisor, "reload", 0, "Restarted supervisord\n");
        await Eventually.HoldsAsync(() => IsRunningAsync(supervisor, "dog"), "dog runs after the reload");
        Assert.NotEqual(pid, await supervisor.Rpc.PidOfAsync("cat"));
        await CtlOutput.ExpectAsync(supervisor, "pid", 0, $"{supervisor.Pid}\n");
    }

    [Fact]
    public async Task Shutdown_ends_the_daemon_and_its_programs()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await CtlOutput.ExpectUsageAsync(supervisor, "shutdown x", 1, "Error: shutdown accepts no arguments");
        await CtlOutput.ExpectAsync(supervisor, "shutdown", 0, "Shut down\n");
        var completed = await supervisor.Process.CompletedAsync();
        Assert.Equal(0, completed.ExitCode);
        Assert.Empty(supervisor.DescendantPids);
        Assert.False(File.Exists(supervisor.SocketPath));
        Assert.False(File.Exists(supervisor.Directory[TestConfiguration.PidName]));
        await CtlOutput.ExpectAsync(supervisor, "shutdown", 1, "ERROR: unix://@dir@/supervisor.sock no such file (already shut down?)\n");
        await CtlOutput.ExpectAsync(supervisor, "status", 4, "unix://@dir@/supervisor.sock no such file\n");
        await CtlOutput.ExpectAsync(supervisor, "start cat", 7, "unix://@dir@/supervisor.sock no such file\n");
    }

    [Fact]
    public async Task While_it_shuts_down_every_command_is_refused()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:stubborn]
            command=/bin/sh -c "trap '' TERM; echo ready; while :; do sleep 1; done"
            startsecs=0
            stopwaitsecs=1000
            stdout_logfile=@dir@/stubborn.log
            """);
        var log = supervisor.Directory["stubborn.log"];
        await Eventually.HoldsAsync(() => File.Exists(log) && File.ReadAllText(log) == "ready\n", "the stubborn program is ready");
        await CtlOutput.ExpectAsync(supervisor, "shutdown", 0, "Shut down\n");
        await Eventually.HoldsAsync(
            async () => (await supervisor.Rpc.CallAsync("supervisor.getState")).Fault?.Code == 6, "the daemon refuses");
        const string Fault = "error: <class 'xmlrpc.client.Fault'>, <Fault 6: 'SHUTDOWN_STATE'>: <where>\n";
        await CtlOutput.ExpectAsync(supervisor, "status", 1, Fault);
        await CtlOutput.ExpectAsync(supervisor, "stop stubborn", 1, Fault);
        await CtlOutput.ExpectAsync(supervisor, "remove stubborn", 1, Fault);
        await CtlOutput.ExpectAsync(supervisor, "avail", 1, "ERROR: supervisor shutting down\n");
        await CtlOutput.ExpectAsync(supervisor, "reread", 1, "ERROR: supervisor shutting down\n");
        await CtlOutput.ExpectAsync(supervisor, "add x", 1, "ERROR: shutting down\n");
        await CtlOutput.ExpectAsync(supervisor, "update", 1, "ERROR: already shutting down\n");
        await CtlOutput.ExpectAsync(supervisor, "reload", 1, "ERROR: already shutting down\n");
        await CtlOutput.ExpectAsync(supervisor, "shutdown", 0, "ERROR: already shutting down\n");
    }

    [Fact]
    public async Task An_unknown_command_is_the_clients_affair()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        await CtlOutput.ExpectAsync(supervisor, "fly", 1, "*** Unknown syntax: fly\n");
    }

    [Fact]
    public async Task Without_the_supervisor_interface_the_client_says_so()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("", withInterface: false);
        var completed = await SupervisorCtl.RunAsync(supervisor, "pid");
        Assert.StartsWith("Sorry, supervisord responded but did not recognize the supervisor namespace commands", completed.Output, StringComparison.Ordinal);
        Assert.Equal(3, completed.ExitCode);
        var methods = await supervisor.Rpc.CallAsync("system.listMethods");
        Assert.Equal(["system.listMethods", "system.methodHelp", "system.methodSignature", "system.multicall"], methods.Array);
    }

    [Fact]
    public async Task Nobody_listening_is_told_from_no_socket()
    {
        using var directory = new TestDirectory();
        var client = await StockSupervisor.ProgramAsync("supervisorctl");
        var port = FreePort.Take();
        var refused = await client.RunAsync(["-s", $"http://127.0.0.1:{port}", "status"], directory.Path);
        Assert.Equal(new CompletedChild(4, $"http://127.0.0.1:{port} refused connection\n", ""), refused);
    }

    private static async Task<bool> IsRunningAsync(RunningSupervisor supervisor, string name)
    {
        try
        {
            return await supervisor.Rpc.StateOfAsync(name) == "RUNNING";
        }
        catch (Exception down) when (down is IOException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
