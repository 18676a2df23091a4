using System.Net;
using System.Net.Sockets;
using Supervisor.Tests.SideBySide.Events;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>FastCGI programs with a real responder behind a real client.</summary>
public class FastCgiTests
{
    [Fact]
    public async Task Responders_share_a_unix_socket_that_is_open_while_one_of_them_lives_as_in_stock()
    {
        var tools = await FastCgi.FetchAsync();
        var stock = await LifeAsync(tools, await Peer.StockAsync());
        var ours = await LifeAsync(tools, await Peer.OursAsync());
        Assert.Equal(6, ours.Count);
        Assert.Equal(stock, ours);
    }

    [Fact]
    public async Task A_responder_serves_on_a_tcp_socket()
    {
        var tools = await FastCgi.FetchAsync();
        var port = FreePort.Take();
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"[fcgi-program:web]\n{tools.ResponderLines}\nsocket=tcp://localhost:{port}\nstartsecs=0\n");
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
        var served = await tools.ServedByAsync($"127.0.0.1:{port}", FastCgi.Script(supervisor.Directory));
        Assert.Equal(await supervisor.Rpc.PidOfAsync("web"), served);
    }

    /// <summary>Stock gives such a program a pipe, and no socket at all.</summary>
    [Fact]
    public async Task A_responder_inside_a_group_has_its_socket_too()
    {
        var tools = await FastCgi.FetchAsync();
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [group:site]
            programs=worker,web
            [program:worker]
            command=/bin/cat
            startsecs=0
            [fcgi-program:web]
            {tools.ResponderLines}
            socket=unix://@dir@/web.sock
            process_name=%(program_name)s%(process_num)d
            numprocs=2
            startsecs=0
            """);
        await supervisor.Rpc.WaitForStateAsync("site:web0", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("site:web1", "RUNNING");
        var served = await tools.ServedByAsync(supervisor.Directory["web.sock"], FastCgi.Script(supervisor.Directory));
        Assert.Contains(served, new[] { await supervisor.Rpc.PidOfAsync("site:web0"), await supervisor.Rpc.PidOfAsync("site:web1") });
        Assert.Equal("fault 20 \"NO_FILE: site:web0\"", (await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "site:web0", "x")).ToString());
        Assert.Equal("true", (await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "site:worker", "x")).ToString());
    }

    [Fact]
    public async Task The_socket_has_the_owner_the_mode_and_the_backlog_that_were_asked_for()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [fcgi-program:idle]
            command=/bin/sleep 1000
            socket=unix://@dir@/idle.sock
            socket_owner=nobody:nogroup
            socket_mode=0640
            socket_backlog=1
            startsecs=0
            """);
        await supervisor.Rpc.WaitForStateAsync("idle", "RUNNING");
        var path = supervisor.Directory["idle.sock"];
        var stat = await ChildProcess.RunAsync("stat", ["-c", "%U:%G %a %F", path]);
        Assert.Equal("nobody:nogroup 640 socket\n", stat.Output);
        var fd = await ChildProcess.RunAsync("readlink", [$"/proc/{await supervisor.Rpc.PidOfAsync("idle")}/fd/0"]);
        Assert.StartsWith("socket:", fd.Output, StringComparison.Ordinal);
        // Nobody accepts: one more than the backlog may wait, and then it is full.
        using var first = Connect(path);
        using var second = Connect(path);
        Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => Connect(path)).SocketErrorCode);
    }

    [Theory]
    [InlineData("unix://@dir@/nowhere/f.sock", "No such file or directory")]
    [InlineData("unix://@dir@/a-name-of-more-than-a-hundred-bytes-can-not-be-had-for-a-unix-socket-as-the-kernel-keeps-it-in-an-array/f.sock", "the path is too long")]
    [InlineData("tcp://127.0.0.1:@port@", "Address already in use")]
    [InlineData("tcp://no.such.host.invalid:9", "")]
    [InlineData("tcp://@long@:9", "")]
    public async Task A_start_whose_socket_can_not_be_had_ends_with_a_sentence_and_leaves_nothing(string url, string why)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var directory = new TestDirectory();
        url = url.Replace("@long@", new string('x', 300)).Replace("@dir@", directory.Path).Replace("@port@", $"{((IPEndPoint)taken.LocalEndpoint).Port}");
        var configuration = TestConfiguration.Write(directory, $"[fcgi-program:web]\ncommand=/bin/cat\nsocket={url}\n");
        var ended = await (await Peer.OursAsync()).RunAsync(["-n", "-c", configuration], directory.Path);
        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith($"Error: Could not create FastCGI socket {url}: {why}", ended.Error, StringComparison.Ordinal);
        Assert.Contains("(the socket of [fcgi-program:web])\nFor help, use ", ended.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(directory[TestConfiguration.SocketName]));
        Assert.False(File.Exists(directory[TestConfiguration.PidName]));
    }

    [Fact]
    public async Task Two_daemons_do_not_share_a_port()
    {
        var port = FreePort.Take();
        await using var first = await RunningSupervisor.StartAsync($"[fcgi-program:web]\ncommand=/bin/sleep 1000\nsocket=tcp://127.0.0.1:{port}\nstartsecs=0\n");
        await first.Rpc.WaitForStateAsync("web", "RUNNING");
        using var directory = new TestDirectory();
        var configuration = TestConfiguration.Write(directory, $"[fcgi-program:web]\ncommand=/bin/sleep 1000\nsocket=tcp://127.0.0.1:{port}\n");
        var second = await (await Peer.OursAsync()).RunAsync(["-n", "-c", configuration], directory.Path);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("Address already in use", second.Error, StringComparison.Ordinal);
    }

    /// <summary>Stock answers HTTP 500.</summary>
    [Fact]
    public async Task A_group_whose_socket_can_not_be_had_is_not_added_and_the_fault_says_why()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("");
        supervisor.Reconfigure("[fcgi-program:web]\ncommand=/bin/cat\nsocket=unix://@dir@/later/web.sock\nstartsecs=0\n");
        await supervisor.Rpc.CallAsync("supervisor.reloadConfig");
        var refused = await supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "web");
        Assert.Equal(30, refused.Fault!.Code);
        Assert.Equal(
            $"FAILED: Could not create FastCGI socket unix://{supervisor.Directory["later/web.sock"]}: No such file or directory "
            + "(the socket of [fcgi-program:web])",
            refused.Fault.Text);
        Directory.CreateDirectory(supervisor.Directory["later"]);
        Assert.Equal("true", (await supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "web")).ToString());
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
    }

    /// <summary>Stock's daemon dies of this one.</summary>
    [Fact]
    public async Task A_socket_that_is_lost_between_two_starts_is_a_spawn_error_and_comes_back()
    {
        var port = FreePort.Take();
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [fcgi-program:web]
            command=/bin/sleep 1000
            socket=tcp://127.0.0.1:{port}
            autostart=false
            startretries=100
            startsecs=0
            """);
        using (var other = new TcpListener(IPAddress.Loopback, port))
        {
            other.Start();
            Assert.Equal("fault 50 \"SPAWN_ERROR: web\"", (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web")).ToString());
            var info = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "web")).Struct;
            Assert.Equal(
                $"Could not create FastCGI socket tcp://127.0.0.1:{port}: Address already in use (the socket of [fcgi-program:web])",
                info["spawnerr"]);
        }
        await supervisor.Rpc.WaitForStateAsync("web", "RUNNING");
    }

    /// <summary>Starts and stops two responders in turn, and returns what the log says of their socket.</summary>
    private static async Task<List<string>> LifeAsync(FastCgi tools, Peer peer)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [fcgi-program:web]
            {tools.ResponderLines}
            socket=unix://@dir@/web.sock
            process_name=%(program_name)s%(process_num)d
            numprocs=2
            startsecs=0
            autorestart=false
            """,
            peer);
        var (path, script) = (supervisor.Directory["web.sock"], FastCgi.Script(supervisor.Directory));
        foreach (var name in new[] { "web:web0", "web:web1" })
            await supervisor.Rpc.WaitForStateAsync(name, "RUNNING");
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(path));
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web:web0");
        Assert.Equal(await supervisor.Rpc.PidOfAsync("web:web1"), await tools.ServedByAsync(path, script));
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "web:web0");
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web:web1");
        Assert.Equal(await supervisor.Rpc.PidOfAsync("web:web0"), await tools.ServedByAsync(path, script));
        Assert.Equal("fault 20 \"NO_FILE: web:web0\"", (await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "web:web0", "x")).ToString());
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "web:web0");
        Assert.True(File.Exists(path));
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => Connect(path)).SocketErrorCode);
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "web:web1");
        Assert.Equal(await supervisor.Rpc.PidOfAsync("web:web1"), await tools.ServedByAsync(path, script));
        await supervisor.SignalAsync("TERM");
        await supervisor.Process.CompletedAsync();
        return
        [
            .. MainLogEntry.All(supervisor).Select(entry => entry.ToString().Replace(supervisor.Directory.Path, "@dir@", StringComparison.Ordinal))
                .Where(line => line.Contains(" socket ", StringComparison.Ordinal)),
        ];
    }

    private static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }
}
