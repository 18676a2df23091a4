using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What is shown to whom: without a password, to a child, in the log.</summary>
public class WhoGetsInTests
{
    private const string Cat = "[program:cat]\ncommand=cat\nstartsecs=0\n";

    private const string Secret = "kept-to-itself";

    /// <summary>In a network of its own, where nobody can come from anywhere. Needs root.</summary>
    [Fact]
    public async Task A_server_without_a_password_beyond_the_loopback_is_told_how_to_close()
    {
        var ours = await Peer.OursAsync();
        var alone = ours with { FileName = "/usr/bin/unshare", Arguments = ["--net", ours.FileName, .. ours.Arguments] };
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[inet_http_server]\nport=*:9001\n[inet_http_server:own]\nport=127.0.0.1:9002\n[inet_http_server:closed]\nport=*:9003\nusername=u\npassword=p\n", alone);
        await supervisor.Rpc.CallAsync("supervisor.getState");
        var lines = supervisor.MainLog.Split('\n').Where(line => line.Contains(" CRIT Server '", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf("CRIT", StringComparison.Ordinal)..]).ToList();
        const string Stock = "running without any HTTP authentication checking";
        var advice = Assert.Single(lines, line => !line.EndsWith(Stock, StringComparison.Ordinal));
        Assert.Equal(
            "CRIT Server 'inet_http_server' listens on 0.0.0.0:9001 without a password: whoever can reach that address can start and stop every program "
            + "and read its logs. Set username and password in [inet_http_server], or let it listen on this machine alone: port=127.0.0.1:9001",
            advice);
        Assert.Equal($"CRIT Server 'inet_http_server' {Stock}", lines[lines.IndexOf(advice) - 1]);
        Assert.Contains($"CRIT Server 'inet_http_server:own' {Stock}", lines);
        Assert.DoesNotContain(lines, line => line.Contains("closed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/index.html?action=stopall")]
    [InlineData("POST", "/?action=stopall")]
    [InlineData("GET", "/tail.html?processname=cat")]
    [InlineData("GET", "/mainlog.html")]
    [InlineData("GET", "/ok.html")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/logtail/cat")]
    [InlineData("GET", "/mainlogtail")]
    [InlineData("POST", "/RPC2")]
    [InlineData("GET", "/stylesheets/supervisor.css")]
    [InlineData("GET", "/scripts/supervisor.js")]
    [InlineData("GET", "/images/icon.svg")]
    [InlineData("GET", "/nothing")]
    [InlineData("OPTIONS", "*")]
    public async Task Without_the_password_every_address_answers_the_same(string method, string target)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"{Cat}[unix_http_server:closed]\nfile=@dir@/closed.sock\nusername=u\npassword={Secret}\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var head = $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n";
        var closed = new UnixDomainSocketEndPoint(supervisor.Directory["closed.sock"]);
        Assert.Equal(401, (await HttpProbe.AskAsync(closed, $"{head}\r\n")).Status);
        var wrong = await HttpProbe.AskAsync(closed, $"{head}Authorization: Basic {Convert.ToBase64String("u:wrong"u8)}\r\n\r\n");
        Assert.Equal(401, wrong.Status);
        Assert.DoesNotContain("cat", wrong.Text, StringComparison.Ordinal);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
    }

    /// <summary>The shell runs before the daemon and leaves a descriptor open, as a careless starter does.</summary>
    [Fact]
    public async Task A_child_gets_three_descriptors_and_no_password()
    {
        var careless = (await Peer.OursAsync()).Behind("exec 7</etc/passwd");
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [supervisord]
            loglevel=blather
            [unix_http_server:closed]
            file=@dir@/closed.sock
            username=u
            password={Secret}
            [program:cat]
            command=cat
            startsecs=0
            """,
            careless);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("cat");
        Assert.Contains("7", Names($"/proc/{supervisor.Pid}/fd"));
        Assert.Equal(["0", "1", "2"], Names($"/proc/{pid}/fd"));
        var guess = Convert.ToBase64String(Encoding.ASCII.GetBytes($"u:{Secret}x"));
        var closed = new UnixDomainSocketEndPoint(supervisor.Directory["closed.sock"]);
        Assert.Equal(401, (await HttpProbe.AskAsync(closed, $"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {guess}\r\n\r\n")).Status);
        foreach (var shown in (string[])[$"/proc/{pid}/environ", $"/proc/{pid}/cmdline", $"/proc/{supervisor.Pid}/environ", $"/proc/{supervisor.Pid}/cmdline"])
            Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(shown), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, supervisor.MainLog, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);
}
