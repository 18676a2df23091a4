using System.Net;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Server.Http.Assets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http;

public class AssetEndpointTests
{
    [Theory]
    [InlineData("/stylesheets/supervisor.css", "text/css;charset=utf-8")]
    [InlineData("/scripts/supervisor.js", "text/javascript;charset=utf-8")]
    [InlineData("/images/icon.svg", "image/svg+xml")]
    [InlineData("/images/icon.png", "image/png")]
    public async Task The_pages_files_are_served_and_asked_for_anew(string path, string type)
    {
        await using var servers = await StartAsync();
        var whole = await AskAsync(servers, $"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(200, whole.Status);
        Assert.Equal(type, whole["Content-Type"]);
        Assert.Equal("no-cache", whole["Cache-Control"]);
        Assert.Equal("nosniff", whole["X-Content-Type-Options"]);
        Assert.NotEmpty(whole.Body);

        Assert.Equal(304, await StatusAsync(servers, $"GET {path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"other\", {whole["ETag"]}\r\n\r\n"));
        Assert.Equal(304, await StatusAsync(servers, $"GET {path} HTTP/1.1\r\nHost: x\r\nIf-Modified-Since: {whole["Last-Modified"]}\r\n\r\n"));
        const string Older = "If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT";
        Assert.Equal(200, await StatusAsync(servers, $"GET {path} HTTP/1.1\r\nHost: x\r\n{Older}\r\n\r\n"));
        Assert.Equal(200, await StatusAsync(
            servers, $"GET {path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"other\"\r\nIf-Modified-Since: {whole["Last-Modified"]}\r\n\r\n"));
    }

    [Theory]
    [InlineData("GET", "/stylesheets/other.css", 404)]
    [InlineData("GET", "/stylesheets/../scripts/supervisor.js", 404)]
    [InlineData("GET", "/stylesheets/%2e%2e/etc/passwd", 404)]
    [InlineData("GET", "/images/supervisor.gif", 404)]
    [InlineData("POST", "/stylesheets/supervisor.css", 400)]
    public async Task Nothing_else_is(string method, string path, int status)
    {
        await using var servers = await StartAsync();
        Assert.Equal(status, await StatusAsync(servers, $"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
    }

    private static async Task<HttpServers> StartAsync()
    {
        var servers = HttpServers.Bind([new InetServerOptions { Section = "inet_http_server", Host = "127.0.0.1", Port = 0 }]);
        await servers.StartAsync(TestEngine.Shared, new RecordedLog(LogLevel.Error), TimeProvider.System, [new AssetEndpoint()]);
        return servers;
    }

    private static async Task<RawResponse> AskAsync(HttpServers servers, string request)
    {
        using var connection = await RawConnection.OpenAsync(servers.EndPoints[0]);
        return await connection.AskAsync(request);
    }

    private static async Task<int> StatusAsync(HttpServers servers, string request)
    {
        await using var probe = await Support.HttpProbe.ConnectAsync((IPEndPoint)servers.EndPoints[0]);
        await probe.SendAsync(request);
        return (await probe.HeadAsync()).Status;
    }
}
