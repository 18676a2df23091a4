using Supervisor.Server.Configuration;
using Supervisor.Server.Hosting;

namespace Supervisor.Tests.Server.Hosting;

public class ServerUrlTests
{
    [Fact]
    public void Without_a_server_there_is_none() => Assert.Null(ServerUrl.Of([]));

    [Fact]
    public void The_first_unix_server_goes_before_all_others() =>
        Assert.Equal("unix:///run/one.sock", ServerUrl.Of([Inet("", 9001), Unix("/run/one.sock"), Unix("/run/two.sock")]));

    [Fact]
    public void Of_several_inet_servers_it_is_the_last() =>
        Assert.Equal("http://example.com:2", ServerUrl.Of([Inet("localhost", 1), Inet("example.com", 2)]));

    [Theory]
    [InlineData("", "http://localhost:9001")]
    [InlineData("*", "http://localhost:9001")]
    [InlineData("::", "http://localhost:9001")]
    [InlineData("[::]", "http://localhost:9001")]
    [InlineData("127.0.0.1", "http://127.0.0.1:9001")]
    [InlineData("[::1]", "http://[::1]:9001")]
    [InlineData("0.0.0.0", "http://0.0.0.0:9001")]
    public void A_server_for_all_addresses_is_reached_at_localhost(string host, string url) =>
        Assert.Equal(url, ServerUrl.Of([Inet(host, 9001)]));

    private static InetServerOptions Inet(string host, int port) => new() { Section = "inet_http_server", Host = host, Port = port };

    private static UnixServerOptions Unix(string path) => new() { Section = "unix_http_server", Path = path };
}
