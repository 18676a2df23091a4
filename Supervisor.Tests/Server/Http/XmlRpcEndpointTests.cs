using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class XmlRpcEndpointTests
{
    [Theory]
    [InlineData("/RPC2")]
    [InlineData("/RPC2/foo")]
    [InlineData("/RPC2?x=y")]
    [InlineData("/RPC2000")]
    [InlineData("/%52PC2")]
    public async Task A_posted_call_to_any_path_that_starts_so_is_answered(string path)
    {
        await using var servers = await TestServers.StartAsync();
        var response = await servers.AskAsync(TestServers.Post(TestServers.Call, path));
        Assert.Equal("HTTP/1.1 200 OK", response.StatusLine);
        Assert.Equal("text/xml", response["Content-Type"]);
        Assert.Null(response["Transfer-Encoding"]);
        Assert.Equal(
            "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n<value><string>a.b</string></value>\n"
            + "</data></array></value>\n</param>\n</params>\n</methodResponse>\n",
            response.Text);
    }

    [Theory]
    [InlineData("GET /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("PUT /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na", 400)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n", 411)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", 411)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n", 400)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 16777217\r\n\r\n", 413)]
    [InlineData("POST /rpc2 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na", 404)]
    public async Task What_is_no_posted_call_gets_a_status(string request, int status)
    {
        await using var servers = await TestServers.StartAsync();
        Assert.Equal(status, (await servers.AskAsync(request)).Status);
    }

    [Theory]
    [InlineData("nonsense", "XML-RPC request data 'nonsense' is invalid: unmarshallable")]
    [InlineData("<methodCall>\n<params/></methodCall>", @"XML-RPC request data '<methodCall>\n<params/></methodCall>' is invalid: no method name")]
    [InlineData("<methodCall><methodName></methodName></methodCall>", "is invalid: no method name")]
    public async Task A_body_that_is_no_call_is_400_and_logged(string body, string line)
    {
        await using var servers = await TestServers.StartAsync(level: LogLevel.Info);
        var response = await servers.AskAsync(TestServers.Post(body));
        Assert.Equal(400, response.Status);
        Assert.Equal(ErrorPage.Body(400, "Bad Request"), response.Text);
        await servers.Log.WaitForAsync(LogLevel.Error, line);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site\r\n", 403)]
    [InlineData("Sec-Fetch-Site: same-site\r\n", 403)]
    [InlineData("Origin: http://evil.example\r\n", 403)]
    [InlineData("Origin: null\r\n", 403)]
    [InlineData("Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\n", 200)]
    [InlineData("Origin: http://localhost\r\n", 200)]
    [InlineData("", 200)]
    public async Task A_call_from_another_sites_page_is_refused_and_not_carried_out(string headers, int status)
    {
        var called = false;
        await using var servers = await TestServers.StartAsync(_ =>
        {
            called = true;
            return Task.FromResult(new MethodResponse(true));
        });
        var response = await servers.AskAsync(TestServers.Post(TestServers.Call, headers: headers + "Content-Type: text/plain\r\n"));
        Assert.Equal(status, response.Status);
        Assert.Equal(status == 200, called);
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_400_and_the_connection_lives_on()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        await connection.SendAsync([.. "POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"u8, (byte)'a', 0xFF, 0xFE]);
        Assert.Equal(400, (await connection.ReadResponseAsync()).Status);
        Assert.Equal(200, (await connection.AskAsync(TestServers.Post(TestServers.Call))).Status);
    }

    [Fact]
    public async Task The_413_says_the_limit()
    {
        await using var servers = await TestServers.StartAsync();
        var response = await servers.AskAsync("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n");
        Assert.Contains("The request body is longer than 16777216 bytes", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_Length_counts_bytes_not_characters()
    {
        await using var servers = await TestServers.StartAsync(_ => Task.FromResult(new MethodResponse("Größe 🎉")));
        var response = await servers.AskAsync(TestServers.Post(TestServers.Call));
        Assert.Contains("<string>Größe 🎉</string>", response.Text, StringComparison.Ordinal);
        Assert.EndsWith("</methodResponse>\n", response.Text);
    }

    [Fact]
    public async Task Head_and_body_may_come_apart_byte_by_byte()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Inet);
        foreach (var one in TestServers.Post(TestServers.Call))
            await connection.SendAsync([(byte)one]);
        Assert.Equal(200, (await connection.ReadResponseAsync()).Status);
    }

    [Fact]
    public async Task Large_bodies_pass_both_ways()
    {
        var text = new string('x', 6 * 1024 * 1024);
        await using var servers = await TestServers.StartAsync();
        var response = await servers.AskAsync(TestServers.Post(
            $"<methodCall><methodName>a.b</methodName><params><param><value>{text}</value></param></params></methodCall>"));
        Assert.Equal(200, response.Status);
        Assert.Contains($"<string>{text}</string>", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_a_200()
    {
        await using var servers = await TestServers.StartAsync(_ => Task.FromResult(new MethodResponse(new Fault(10, "BAD_NAME: x"))));
        var response = await servers.AskAsync(TestServers.Post(TestServers.Call));
        Assert.Equal(200, response.Status);
        Assert.Equal(10, XmlRpcReader.ReadResponse(response.Body).Fault!.Code);
        await servers.Log.WaitForAsync(LogLevel.Trace, "XML-RPC method called: a.b()");
        await servers.Log.WaitForAsync(LogLevel.Trace, "XML-RPC method a.b() returned fault: [10] BAD_NAME: x");
    }

    [Fact]
    public async Task Success_is_traced()
    {
        await using var servers = await TestServers.StartAsync();
        await servers.AskAsync(TestServers.Post(TestServers.Call));
        await servers.Log.WaitForAsync(LogLevel.Trace, "XML-RPC method a.b() returned successfully");
    }

    [Fact]
    public async Task An_unexpected_exception_is_500_and_a_critical_line()
    {
        await using var servers = await TestServers.StartAsync(_ => throw new InvalidOperationException("oh no"), level: LogLevel.Critical);
        var response = await servers.AskAsync(TestServers.Post(TestServers.Call));
        Assert.Equal(500, response.Status);
        Assert.Equal(ErrorPage.Body(500, "Internal Server Error"), response.Text);
        var line = await servers.Log.WaitForAsync(LogLevel.Critical, "raised an unexpected exception: ");
        Assert.StartsWith("Handling XML-RPC request with data ", line);
        Assert.Contains("<methodName>a.b</methodName>", line, StringComparison.Ordinal);
        Assert.Contains("oh no", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_whose_client_left_is_carried_out_to_the_end()
    {
        var begun = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var servers = await TestServers.StartAsync(async _ =>
        {
            begun.SetResult();
            await mayEnd.Task;
            return new MethodResponse(true);
        });
        using (var connection = await RawConnection.OpenAsync(servers.Unix))
        {
            await connection.SendAsync(TestServers.Post(TestServers.Call));
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
        mayEnd.SetResult();
        await servers.Log.WaitForAsync(LogLevel.Trace, "returned successfully");
        Assert.Equal(200, (await servers.AskAsync("GET /page HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
    }

    [Fact]
    public async Task Calls_that_wait_hold_no_thread()
    {
        var waiting = 0;
        var allWait = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var servers = await TestServers.StartAsync(async _ =>
        {
            if (Interlocked.Increment(ref waiting) == 200)
                allWait.SetResult();
            await mayEnd.Task;
            return new MethodResponse(true);
        });
        var connections = new List<RawConnection>();
        for (var i = 0; i < 200; i++)
        {
            connections.Add(await RawConnection.OpenAsync(servers.Unix));
            await connections[i].SendAsync(TestServers.Post(TestServers.Call));
        }
        await allWait.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(ThreadPool.ThreadCount < 150);
        mayEnd.SetResult();
        foreach (var connection in connections)
        {
            Assert.Equal(200, (await connection.ReadResponseAsync()).Status);
            connection.Dispose();
        }
    }
}
