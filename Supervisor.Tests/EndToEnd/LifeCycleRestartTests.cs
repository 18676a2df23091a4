using System.Net;
using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Restarts (SIGHUP, <c>reload</c>), log reopening, and what a service manager hears of it.</summary>
public class LifeCycleRestartTests
{
    private const string Cat = "[program:cat]\ncommand=cat\nstartsecs=0\n";

    [Fact]
    public async Task A_restart_keeps_the_pid_and_takes_ports_socket_and_logs_from_the_new_configuration()
    {
        var (before, after) = (FreePort.Take(), FreePort.Take());
        await using var supervisor = await RunningSupervisor.StartAsync($"{Cat}[inet_http_server]\nport=127.0.0.1:{before}\n");
        supervisor.Reconfigure(
            $"{Cat}[inet_http_server]\nport=127.0.0.1:{after}\n[unix_http_server]\nfile=@dir@/new.sock\n[supervisord]\nlogfile=@dir@/new.log\npidfile=@dir@/new.pid\n");
        await supervisor.SignalAsync("HUP");
        var moved = new RpcProbe(new IPEndPoint(IPAddress.Loopback, after));
        await Eventually.HoldsAsync(() => AnswersAsync(moved), "the new port answers");
        Assert.Equal(supervisor.Pid, (await moved.CallAsync("supervisor.getPID")).Value);
        Assert.Equal($"{supervisor.Pid}\n", File.ReadAllText(supervisor.Directory["new.pid"]));
        Assert.False(File.Exists(supervisor.Directory[TestConfiguration.PidName]));
        Assert.False(File.Exists(supervisor.SocketPath));
        Assert.True(await AnswersAsync(new RpcProbe(new UnixDomainSocketEndPoint(supervisor.Directory["new.sock"]))));
        Assert.False(await AnswersAsync(new RpcProbe(new IPEndPoint(IPAddress.Loopback, before))));
        Assert.Contains("WARN received SIGHUP indicating restart request", MainLogText.Lines(supervisor));
        Assert.Contains("supervisord started with pid", File.ReadAllText(supervisor.Directory["new.log"]), StringComparison.Ordinal);
        await moved.WaitForStateAsync("cat", "RUNNING");
    }

    [Fact]
    public async Task A_broken_configuration_is_refused_and_the_old_one_runs_on()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("cat");
        supervisor.Reconfigure("[program:cat]\n");
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(
            () => MainLogText.Lines(supervisor).Any(l => l.StartsWith("ERRO restart refused", StringComparison.Ordinal)
                && l.Contains("program section program:cat does not specify a command", StringComparison.Ordinal)),
            "the refusal is in the log");
        var fault = (await supervisor.Rpc.CallAsync("supervisor.restart")).Fault;
        Assert.Equal(92, fault?.Code);
        Assert.Contains("does not specify a command", fault!.Text, StringComparison.Ordinal);
        Assert.Equal(pid, await supervisor.Rpc.PidOfAsync("cat"));
        supervisor.Reconfigure(Cat);
        Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.restart")).Value);
        await Eventually.HoldsAsync(async () => await AnswersAsync(supervisor.Rpc) && await supervisor.Rpc.PidOfAsync("cat") is > 0 and var next && next != pid, "a new cat");
    }

    [Fact]
    public async Task An_address_that_is_taken_at_a_restart_brings_the_old_configuration_back_and_is_told()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        supervisor.Reconfigure($"{Cat}[inet_http_server]\nport=127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}\n");
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(
            () => MainLogText.Lines(supervisor).Any(l => l.StartsWith("CRIT the restart failed and is tried again: Another program is already listening", StringComparison.Ordinal)),
            "the log says why");
        await supervisor.AnswersAsync();
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
    }

    [Fact]
    public async Task A_signal_to_exit_turns_a_restart_into_an_exit()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:stubborn]\ncommand=/bin/sh -c \"trap '' TERM; echo ready; while :; do sleep 0.1; done\"\nstartsecs=0\nstopwaitsecs=2\nstdout_logfile=@dir@/out\n");
        await Eventually.HoldsAsync(() => File.ReadAllText(supervisor.Directory["out"]) == "ready\n", "it is ready");
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("to die", StringComparison.Ordinal), "the restart is under way");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Single(MainLogText.Lines(supervisor), l => l.Contains("supervisord started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_restarts_and_then_an_exit_leave_nothing()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        for (var round = 0; round < 5; round++)
        {
            var starts = Starts();
            await supervisor.SignalAsync("HUP");
            await Eventually.HoldsAsync(() => Starts() > starts, "it has started anew");
        }
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Empty(supervisor.DescendantPids);
        int Starts() => supervisor.MainLog.Split("supervisord started").Length;
    }

    [Fact]
    public async Task SIGUSR2_begins_new_files_where_the_old_ones_were_moved_away()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=cat\nstartsecs=0\nstdout_logfile=@dir@/cat.log\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "cat", "old\n");
        var (log, main) = (supervisor.Directory["cat.log"], supervisor.Directory[TestConfiguration.LogName]);
        await Eventually.HoldsAsync(() => File.ReadAllText(log) == "old\n", "the first line");
        File.Move(log, log + ".moved");
        File.Move(main, main + ".moved");
        await supervisor.SignalAsync("USR2");
        await Eventually.HoldsAsync(() => File.Exists(log) && File.Exists(main), "new files");
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "cat", "new\n");
        await Eventually.HoldsAsync(() => File.ReadAllText(log) == "new\n", "the second line is in the new file");
        Assert.Equal("old\n", File.ReadAllText(log + ".moved"));
        var old = MainLogText.Lines(File.ReadAllText(main + ".moved"), supervisor.Directory);
        Assert.Equal(["INFO received SIGUSR2 indicating log reopen request", "INFO supervisord logreopen"], old.TakeLast(2));
        await supervisor.SignalAsync("TERM");
        await supervisor.Process.CompletedAsync();
        Assert.StartsWith("WARN received SIGTERM", MainLogText.Lines(supervisor)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_manager_hears_when_it_is_up_when_it_reloads_and_when_it_stops()
    {
        using var directory = new TestDirectory();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(directory["notify"]));
        var ours = await Peer.OursAsync();
        var peer = ours with { Environment = new Dictionary<string, string>(ours.Environment) { ["NOTIFY_SOCKET"] = directory["notify"] } };
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:env]\ncommand=sh -c 'env; echo end; exec cat'\nstartsecs=0\nstdout_logfile=@dir@/env\n", peer, directory);
        Assert.Equal("READY=1\nSTATUS=Running", await HeardAsync(manager));
        await Eventually.HoldsAsync(() => File.ReadAllText(directory["env"]).EndsWith("end\n", StringComparison.Ordinal), "the environment is told");
        Assert.DoesNotContain("NOTIFY_SOCKET", File.ReadAllText(directory["env"]), StringComparison.Ordinal);
        await supervisor.SignalAsync("HUP");
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]+\n", await HeardAsync(manager));
        Assert.Equal("READY=1\nSTATUS=Running", await HeardAsync(manager));
        await supervisor.SignalAsync("TERM");
        Assert.StartsWith("STOPPING=1\n", await HeardAsync(manager), StringComparison.Ordinal);
        await supervisor.Process.CompletedAsync();
    }

    private static async Task<string> HeardAsync(Socket manager)
    {
        var buffer = new byte[4096];
        var count = await manager.ReceiveAsync(buffer).WaitAsync(Eventually.Patience);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    private static async Task<bool> AnswersAsync(RpcProbe probe)
    {
        try
        {
            var reply = await probe.CallAsync("supervisor.getState");
            return reply.Http.Status == 200 && reply.Fault is null;
        }
        catch (Exception down) when (down is SocketException or IOException)
        {
            return false;
        }
    }
}
