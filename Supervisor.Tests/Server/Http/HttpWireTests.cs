using System.Globalization;
using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class HttpWireTests
{
    private const string Page = "GET /page HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory]
    [InlineData("GET /page HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /none HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task Every_response_names_the_server_and_the_date(string request)
    {
        await using var servers = await TestServers.StartAsync();
        var response = await servers.AskAsync(request);
        Assert.Equal("Supervisor/5.0.0", response["Server"]);
        Assert.True(DateTime.TryParseExact(response["Date"], "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_asks_and_says_at_once_that_nothing_more_will_come_is_answered(bool unix)
    {
        await using var servers = await TestServers.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            using var connection = await RawConnection.OpenAsync(unix ? servers.Unix : servers.Inet);
            await connection.SendAsync(TestServers.Post(TestServers.Call));
            connection.EndSending();
            Assert.Equal(200, (await connection.ReadResponseAsync()).Status);
        }
    }

    [Fact]
    public async Task An_unknown_path_is_404_with_the_error_page()
    {
        await using var servers = await TestServers.StartAsync();
        var response = await servers.AskAsync("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal("HTTP/1.1 404 Not Found", response.StatusLine);
        Assert.Equal("text/html", response["Content-Type"]);
        Assert.Equal(ErrorPage.Body(404, "Not Found"), response.Text);
    }

    [Fact]
    public async Task An_endpoint_that_breaks_is_500_and_an_error_line()
    {
        await using var servers = await TestServers.StartAsync(level: LogLevel.Error);
        var response = await servers.AskAsync("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(ErrorPage.Body(500, "Internal Server Error"), response.Text);
        Assert.StartsWith("127.0.0.1:Server Error: ", await servers.Log.WaitForAsync(LogLevel.Error, "it broke"));
    }

    [Fact]
    public async Task A_connection_serves_one_request_after_the_other()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await connection.AskAsync(Page))["Connection"]);
            Assert.Equal(200, (await connection.AskAsync(TestServers.Post(TestServers.Call))).Status);
            Assert.Equal(404, (await connection.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
        }
    }

    [Theory]
    [InlineData("GET /page HTTP/1.1\r\nHost: x\r\n\r\n", false)]
    [InlineData("GET /page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", true)]
    [InlineData("GET /page HTTP/1.0\r\n\r\n", true)]
    [InlineData("GET /page HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false)]
    [InlineData("GET /page HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", false)]
    [InlineData("garbage\r\n\r\n", true)]
    [InlineData("GET /page\r\n\r\n", true)]
    public async Task The_connection_is_kept_or_closed_as_asked(string request, bool closes)
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Inet);
        await connection.AskAsync(request);
        if (closes)
            Assert.True(await connection.IsClosedAsync());
        else
            Assert.Equal("page", (await connection.AskAsync(Page)).Text);
    }

    [Fact]
    public async Task The_stray_line_end_of_stocks_client_does_not_break_the_next_request()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        const string StocksRequest = "GET /page HTTP/1.1\r\nHost: \r\nAccept-Encoding: chunked\r\nAccept: */*\r\n"
            + "User-agent: Supervisor HTTP Client\r\n\r\n\r\n";
        Assert.Equal("page", (await connection.AskAsync(StocksRequest)).Text);
        Assert.Equal("page", (await connection.AskAsync(StocksRequest)).Text);
        Assert.Equal(200, (await connection.AskAsync(TestServers.Post(TestServers.Call) + "\r\n")).Status);
        Assert.Equal("page", (await connection.AskAsync(Page)).Text);
    }

    [Theory]
    [InlineData("Host: \r\n")]
    [InlineData("Host:\r\n")]
    [InlineData("Host: localhost\r\n")]
    [InlineData("Host: my_host.example:9001\r\n")]
    [InlineData("Host: [::1]:9001\r\n")]
    public async Task Any_host_will_do(string host)
    {
        await using var servers = await TestServers.StartAsync();
        Assert.Equal(200, (await servers.AskAsync($"GET /page HTTP/1.1\r\n{host}\r\n")).Status);
    }

    [Theory]
    [InlineData("1.0", 200)]
    [InlineData("1.1", 400)] // RFC 9112 §3.2 demands it, and Kestrel cannot be talked out of it; stock did not mind.
    public async Task Without_a_host_the_version_decides(string version, int status)
    {
        await using var servers = await TestServers.StartAsync();
        Assert.Equal(status, (await servers.AskAsync($"GET /page HTTP/{version}\r\n\r\n")).Status);
    }

    [Fact]
    public async Task Requests_sent_ahead_are_answered_in_turn()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Inet);
        await connection.SendAsync(TestServers.Post(TestServers.Call) + Page + TestServers.Post("nonsense") + Page);
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
            statuses.Add((await connection.ReadResponseAsync()).Status);
        Assert.Equal([200, 200, 400, 200], statuses);
    }

    [Fact]
    public async Task Random_bytes_harm_nobody()
    {
        await using var servers = await TestServers.StartAsync(level: LogLevel.Error);
        var random = new Random(3);
        for (var i = 0; i < 50; i++)
        {
            using var connection = await RawConnection.OpenAsync(servers.Unix);
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            await connection.SendAsync([.. i % 2 == 0 ? "POST /RPC2 HTTP/1.1\r\nHost: x\r\n"u8 : ""u8, .. bytes]);
        }
        Assert.Equal(200, (await servers.AskAsync(Page)).Status);
        Assert.Empty(servers.Log.Lines);
    }

    [Fact]
    public async Task Each_section_has_its_own_authentication()
    {
        await using var servers = await TestServers.StartAsync(username: "user", password: "pass");
        Assert.Equal(200, (await servers.AskAsync(Page)).Status);
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        var header = $"Authorization: Basic {Convert.ToBase64String("user:pass"u8)}\r\n";
        Assert.Equal(200, (await connection.AskAsync(TestServers.Post(TestServers.Call, headers: header))).Status);
        Assert.Equal(401, (await connection.AskAsync(TestServers.Post(TestServers.Call))).Status);
    }

    [Theory]
    [InlineData("GET /page HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("GET /page HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dXNlcjp3cm9uZw==\r\n\r\n")]
    public async Task Whoever_is_not_let_in_gets_the_challenge_and_is_closed(string request)
    {
        await using var servers = await TestServers.StartAsync(username: "user", password: "pass");
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        var response = await connection.AskAsync(request);
        Assert.Equal("HTTP/1.1 401 Unauthorized", response.StatusLine);
        Assert.Equal("Basic realm=\"default\"", response["WWW-Authenticate"]);
        Assert.Equal("close", response["Connection"]);
        Assert.Equal("text/html", response["Content-Type"]);
        Assert.Equal(ErrorPage.Body(401, "Unauthorized"), response.Text);
        Assert.True(await connection.IsClosedAsync());
    }

    [Fact]
    public async Task A_refusal_reaches_a_client_that_sends_its_body_later()
    {
        await using var servers = await TestServers.StartAsync(username: "user", password: "pass");
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        var body = new string('x', 200_000);
        await connection.SendAsync($"POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: {body.Length}\r\n\r\n");
        await connection.SendAsync(body);
        Assert.Equal(401, (await connection.ReadResponseAsync()).Status);
    }

    [Fact]
    public async Task Credentials_that_cannot_be_decoded_are_400()
    {
        await using var servers = await TestServers.StartAsync(username: "user", password: "pass");
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        Assert.Equal(400, (await connection.AskAsync("GET /page HTTP/1.1\r\nHost: x\r\nAuthorization: Basic !\r\n\r\n")).Status);
    }

    [Fact]
    public async Task Each_request_leaves_an_access_line_with_the_bytes_sent()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Inet);
        for (var i = 0; i < 2; i++)
        {
            var response = await connection.AskAsync($"GET /page?{i} HTTP/1.1\r\nHost: x\r\n\r\n");
            var bytes = Encoding.Latin1.GetByteCount(response.StatusLine) + 2
                + response.Headers.Sum(h => $"{h.Name}: {h.Value}\r\n".Length) + 2 + response.Body.Length;
            var line = await servers.Log.WaitForAsync(LogLevel.Trace, $"/page?{i}");
            var port = connection.LocalEndPoint.ToString()!.Split(':')[1];
            Assert.Matches(
                $@"^127\.0\.0\.1:{port} - - \[\d\d/[A-Z][a-z][a-z]/\d{{4}}:\d\d:\d\d:\d\d [+-]\d{{4}}\] ""GET /page\?{i} HTTP/1\.1"" 200 {bytes}$", line);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Host: /run/supervisor.sock\r\n")]
    [InlineData("Host: a\r\nHost: b\r\n")]
    public async Task A_request_that_is_turned_away_unread_leaves_its_reason(string host)
    {
        await using var servers = await TestServers.StartAsync();
        Assert.Equal(400, (await servers.AskAsync($"GET /page HTTP/1.1\r\n{host}\r\n")).Status);
        Assert.Contains("Host", await servers.Log.WaitForAsync(LogLevel.Trace, "HTTP request refused: "), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Access_lines_of_unix_sockets_say_localhost_and_no_port()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        await connection.AskAsync(TestServers.Post(TestServers.Call));
        var line = await servers.Log.WaitForAsync(LogLevel.Trace, "POST /RPC2 HTTP/1.1");
        Assert.StartsWith("localhost:0 - - [", line);
    }
}
