using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http;

public class HttpServersTests
{
    private const string InUse = "Another program is already listening on a port that one of our HTTP servers is configured to use.  "
        + "Shut this program down first before starting supervisord.";

    [Fact]
    public async Task Without_sections_nothing_is_opened()
    {
        await using var servers = HttpServers.Bind([]);
        await servers.StartAsync(TestEngine.Shared, new RecordedLog(LogLevel.Trace), TimeProvider.System, []);
        Assert.Empty(servers.EndPoints);
    }

    [Fact]
    public void A_port_in_use_is_told_in_stocks_words()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        AssertRefused($"{InUse} (port {other.LocalEndPoint})", Inet("127.0.0.1", ((IPEndPoint)other.LocalEndPoint!).Port));
    }

    [Fact]
    public async Task The_same_port_twice_is_in_use()
    {
        await using var first = HttpServers.Bind([Inet("127.0.0.1")]);
        AssertRefused($"{InUse} (port {first.EndPoints[0]})", Inet("127.0.0.1", ((IPEndPoint)first.EndPoints[0]).Port));
    }

    [Fact]
    public void A_server_that_cannot_be_opened_leaves_the_others_closed()
    {
        using var directory = new TestDirectory();
        var unix = new UnixServerOptions { Section = "u", Path = directory["s"] };
        AssertRefused("Cannot open an HTTP server: socket.error reported errno.EADDRNOTAVAIL (99): port 192.0.2.1:9001", unix, Inet("192.0.2.1", 9001));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [Fact]
    public void A_host_that_does_not_resolve_shows_the_resolvers_number()
    {
        var error = Assert.Throws<ConfigurationException>(() => HttpServers.Bind([Inet("no-such-host.invalid")]));
        Assert.Matches(@"^Cannot open an HTTP server: socket\.error reported -[2-5]: port no-such-host\.invalid:0$", error.Message);
    }

    [Fact]
    public void A_host_that_is_no_name_at_all_does_not_resolve()
    {
        var host = new string('x', 300);
        AssertRefused($"Cannot open an HTTP server: socket.error reported -2: port {host}:9001", Inet(host, 9001));
    }

    [Theory]
    [InlineData("", "0.0.0.0")]
    [InlineData("*", "0.0.0.0")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("[::1]", "::1")]
    [InlineData("[::]", "::")]
    public async Task Hosts_are_understood(string host, string address)
    {
        await using var servers = HttpServers.Bind([Inet(host)]);
        Assert.Equal(IPAddress.Parse(address), ((IPEndPoint)servers.EndPoints[0]).Address);
    }

    [Fact]
    public async Task The_IPv6_wildcard_serves_IPv4_too_and_its_access_lines_show_plain_addresses()
    {
        var log = new RecordedLog(LogLevel.Trace);
        await using var servers = HttpServers.Bind([Inet("[::]")]);
        await servers.StartAsync(TestEngine.Shared, log, TimeProvider.System, []);
        var port = ((IPEndPoint)servers.EndPoints[0]).Port;
        using var connection = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal(404, (await connection.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
        Assert.StartsWith("127.0.0.1:", await log.WaitForAsync(LogLevel.Trace, "GET /"));
    }

    [Fact]
    public void Addresses_can_be_taken_again_at_once_but_not_shared()
    {
        using var socket = InetListener.Open("127.0.0.1", port: 0, backlog: 5);
        Assert.Equal(1, Option(socket, number: 2)); // SO_REUSEADDR
        Assert.Equal(0, Option(socket, number: 15)); // SO_REUSEPORT
    }

    [Fact]
    public async Task Clients_that_come_before_the_start_are_answered_after_it()
    {
        await using var servers = HttpServers.Bind([Inet("127.0.0.1")]);
        using var connection = await RawConnection.OpenAsync(servers.EndPoints[0]);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await servers.StartAsync(TestEngine.Shared, new RecordedLog(LogLevel.Error), TimeProvider.System, []);
        Assert.Equal(404, (await connection.ReadResponseAsync()).Status);
    }

    [Fact]
    public async Task Disposing_closes_idle_and_waiting_connections_and_frees_the_address()
    {
        var begun = new TaskCompletionSource();
        var log = new RecordedLog(LogLevel.Error);
        var servers = HttpServers.Bind([Inet("127.0.0.1")]);
        var endPoint = (IPEndPoint)servers.EndPoints[0];
        var never = new XmlRpcEndpoint(
            async (_, _) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite);
                throw new UnreachableException();
            },
            log,
            new LastAnswer(TestEngine.Shared.Http.Loop),
            new AnswerBudget(HttpLimits.MaxAnswersBytes, HttpLimits.AnswerPatience, TimeProvider.System));
        await servers.StartAsync(TestEngine.Shared, log, TimeProvider.System, [never]);
        using var idle = await RawConnection.OpenAsync(endPoint);
        using var waiting = await RawConnection.OpenAsync(endPoint);
        Assert.Equal(404, (await idle.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
        await waiting.SendAsync(TestServers.Post(TestServers.Call));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await servers.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(await idle.IsClosedAsync());
        await using var next = HttpServers.Bind([Inet("127.0.0.1", endPoint.Port)]);
    }

    [Fact]
    public async Task Many_sections_are_served_by_one_server()
    {
        using var directory = new TestDirectory();
        await using var servers = HttpServers.Bind(
        [
            Inet("127.0.0.1"), Inet("127.0.0.1"),
            new UnixServerOptions { Section = "u", Path = directory["a"] }, new UnixServerOptions { Section = "v", Path = directory["b"] },
        ]);
        await servers.StartAsync(TestEngine.Shared, new RecordedLog(LogLevel.Error), TimeProvider.System, []);
        foreach (var endPoint in servers.EndPoints)
        {
            using var connection = await RawConnection.OpenAsync(endPoint);
            Assert.Equal(404, (await connection.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
        }
    }

    private static void AssertRefused(string message, params HttpServerOptions[] servers) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => HttpServers.Bind(servers)).Message);

    private static InetServerOptions Inet(string host, int port = 0) => new() { Section = "inet_http_server", Host = host, Port = port };

    private static int Option(Socket socket, int number)
    {
        Span<byte> value = stackalloc byte[4];
        socket.GetRawSocketOption(optionLevel: 1, number, value);
        return BitConverter.ToInt32(value);
    }
}
