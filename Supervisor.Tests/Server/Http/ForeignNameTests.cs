using System.Net;
using Microsoft.AspNetCore.Http;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class ForeignNameTests
{
    private const string Browser = "Accept-Language: en\r\n";

    [Theory]
    [InlineData("evil.example:PORT", Browser, 403)]
    [InlineData("127.0.0.1.evil.example:PORT", "Origin: http://127.0.0.1.evil.example:PORT\r\n", 403)]
    [InlineData("localhost.evil.example.:PORT", "Sec-Fetch-Site: same-origin\r\n", 403)]
    [InlineData("localhost:PORT", Browser, 200)]
    [InlineData("app.localhost:PORT", Browser, 200)]
    [InlineData("127.0.0.1:PORT", Browser, 200)]
    [InlineData("[::1]:PORT", Browser, 200)]
    [InlineData("buildserver:PORT", Browser, 200)]
    [InlineData("supervisor.example", Browser, 200)] // A proxy's name: browsers reached it elsewhere.
    [InlineData("supervisor.example:443", Browser, 200)]
    [InlineData("any.example:PORT", "", 200)] // No browser.
    public async Task A_strangers_name_for_the_loopback_is_refused_to_browsers(string host, string headers, int status)
    {
        await using var servers = await TestServers.StartAsync();
        var port = ((IPEndPoint)servers.Inet).Port.ToString();
        var request = $"GET /page HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".Replace("PORT", port, StringComparison.Ordinal);
        Assert.Equal(status, (await servers.AskAsync(request)).Status);
    }

    [Theory]
    [InlineData("evil.example", 80, true)] // Browsers leave HTTP's own port out.
    [InlineData("evil.example:80", 80, true)]
    [InlineData("localhost", 80, false)]
    [InlineData("supervisor.example", 9001, false)]
    [InlineData("supervisor.example:443", 80, false)]
    public void A_name_without_a_port_was_reached_at_port_80(string host, int localPort, bool isForeign) =>
        Assert.Equal(isForeign, ForeignName.IsForeign(new HostString(host), localPort));

    [Fact]
    public async Task The_machines_own_name_is_no_strangers()
    {
        await using var servers = await TestServers.StartAsync();
        var host = $"{Environment.MachineName}.corp.example:{((IPEndPoint)servers.Inet).Port}";
        Assert.Equal(200, (await servers.AskAsync($"GET /page HTTP/1.1\r\nHost: {host}\r\n{Browser}\r\n")).Status);
    }

    [Fact]
    public async Task A_unix_socket_has_no_name_to_forge()
    {
        await using var servers = await TestServers.StartAsync();
        using var connection = await RawConnection.OpenAsync(servers.Unix);
        Assert.Equal(200, (await connection.AskAsync($"GET /page HTTP/1.1\r\nHost: evil.example:1\r\n{Browser}\r\n")).Status);
    }
}
