using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Page;

/// <summary>How a followed log begins.</summary>
public class LogHeadTests
{
    private const string Big = "[program:big]\ncommand=/bin/sh -c \"head -c 5000 /dev/zero | tr '\\\\0' x; exec cat\"\nstartsecs=0";

    [Fact]
    public async Task The_head_of_an_empty_log_comes_at_once()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0");
        await using var follower = await FollowAsync(supervisor, "/logtail/cat");
        Assert.Equal("nosniff", (await follower.HeadAsync())["X-Content-Type-Options"]);
    }

    [Theory]
    [InlineData("", 1024)]
    [InlineData("?bytes=3000", 3000)]
    [InlineData("?bytes=100000", 5000)]
    [InlineData("?bytes=x", 1024)]
    public async Task A_reader_may_ask_for_more_than_stocks_share(string query, int length)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Big);
        await Eventually.HoldsAsync(
            async () => (await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "big", 0, 0)).ToString().Length > 5000, "the log to be written");
        await using var follower = await FollowAsync(supervisor, "/logtail/big" + query);
        await follower.HeadAsync();
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "big", "end\n");
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("end\n", StringComparison.Ordinal))
            text.Append(Encoding.UTF8.GetString(await follower.ChunkAsync()));
        Assert.Equal(length + 4, text.Length);
    }

    private static async Task<HttpProbe> FollowAsync(RunningSupervisor supervisor, string path)
    {
        var probe = await HttpProbe.ConnectAsync(supervisor.Rpc.EndPoint);
        await probe.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return probe;
    }
}
