using System.Text;
using System.Text.Json;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Page;

/// <summary><c>/events</c> of a running daemon.</summary>
public class StatusFeedTests
{
    [Fact]
    public async Task The_feed_begins_with_everything_and_goes_on_with_what_changes()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:cat]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n[program:other]\ncommand=/bin/cat\nautostart=false");
        await using var feed = await OpenAsync(supervisor);
        var first = await NewsAsync(feed);
        Assert.True(first.GetProperty("whole").GetBoolean());
        Assert.Equal(["cat", "other"], Names(first));

        await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
        JsonElement news;
        do
        {
            news = await NewsAsync(feed);
            Assert.False(news.GetProperty("whole").GetBoolean());
            Assert.Equal(["cat"], Names(news));
        }
        while (news.GetProperty("programs")[0].GetProperty("state").GetString() != "running");
        var cat = news.GetProperty("programs")[0];
        Assert.Equal(await supervisor.Rpc.PidOfAsync("cat"), cat.GetProperty("pid").GetInt32());
        Assert.StartsWith("up 0:00:0", cat.GetProperty("clock").GetString());
        Assert.Equal(["restart", "stop"], cat.GetProperty("actions").EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public async Task Groups_that_come_or_go_are_told_with_everything()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=/bin/cat\nautostart=false");
        await using var feed = await OpenAsync(supervisor);
        await NewsAsync(feed);
        await supervisor.Rpc.CallAsync("supervisor.removeProcessGroup", "cat");
        var news = await NewsAsync(feed);
        Assert.True(news.GetProperty("whole").GetBoolean());
        Assert.Empty(Names(news));
    }

    [Fact]
    public async Task Restarts_by_the_daemon_are_counted_until_somebody_starts_it_by_hand()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:cat]\ncommand=/bin/cat\nautorestart=true\nstartsecs=0");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await using var feed = await OpenAsync(supervisor);
        Assert.Equal("", Restarts(await NewsAsync(feed)));
        await supervisor.Rpc.CallAsync("supervisor.signalProcess", "cat", "KILL");
        while (Restarts(await NewsAsync(feed)) != "1 restart")
        {
            // The news of the death comes first.
        }
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
        while (Restarts(await NewsAsync(feed)) != "")
        {
            // The news of the stop comes first.
        }
    }

    [Fact]
    public async Task A_stopping_daemon_says_so_and_ends_the_feed()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:slow]\ncommand=/bin/sh -c \"trap '' TERM; touch @dir@/trapped; while [ ! -e @dir@/go ]; do sleep 0.05; done\"\n"
            + "startsecs=0\nstopwaitsecs=600");
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Directory["trapped"]), "the program to be deaf");
        await using var feed = await OpenAsync(supervisor);
        await NewsAsync(feed);
        await supervisor.Rpc.CallAsync("supervisor.shutdown");
        while (!(await NewsAsync(feed)).GetProperty("stopping").GetBoolean())
        {
            // Until it is told.
        }
        supervisor.Directory.Write("go", "");
        await supervisor.Process.CompletedAsync();
    }

    [Fact]
    public async Task Many_readers_cost_no_thread_each_and_leave_nothing_behind()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=/bin/cat\nautostart=false\nstartsecs=0");
        await (await OpenAsync(supervisor)).DisposeAsync();
        var before = Descriptors(supervisor);
        var feeds = new List<HttpProbe>();
        for (var i = 0; i < 100; i++)
        {
            feeds.Add(await OpenAsync(supervisor));
            await NewsAsync(feeds[i]);
        }
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
        foreach (var feed in feeds)
        {
            await NewsAsync(feed);
            await feed.DisposeAsync();
        }
        await Eventually.GetAsync(
            () => Task.FromResult(Descriptors(supervisor)), count => count < before + 50, $"the connections to be closed, {before} before");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site\r\n")]
    [InlineData("Origin: http://evil.example\r\n")]
    public async Task Other_sites_are_told_nothing(string headers)
    {
        await using var supervisor = await RunningSupervisor.StartAsync("");
        Assert.Equal(403, (await supervisor.GetPageAsync("/events", headers)).Status);
    }

    private static async Task<HttpProbe> OpenAsync(RunningSupervisor supervisor)
    {
        var probe = await HttpProbe.ConnectAsync(supervisor.Rpc.EndPoint);
        await probe.SendAsync("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var head = await probe.HeadAsync();
        Assert.Equal(200, head.Status);
        Assert.Equal("text/event-stream", head["Content-Type"]);
        return probe;
    }

    private static async Task<JsonElement> NewsAsync(HttpProbe feed)
    {
        var chunk = Encoding.UTF8.GetString(await feed.ChunkAsync());
        Assert.StartsWith("data: {", chunk);
        Assert.EndsWith("}\n\n", chunk);
        using var json = JsonDocument.Parse(chunk[6..]);
        return json.RootElement.Clone();
    }

    private static IEnumerable<string?> Names(JsonElement news) => news.GetProperty("programs").EnumerateArray().Select(p => p.GetProperty("name").GetString());

    private static int Descriptors(RunningSupervisor supervisor) => Directory.GetFiles($"/proc/{supervisor.Pid}/fd").Length;

    private static string? Restarts(JsonElement news) => news.GetProperty("programs")[0].GetProperty("restarts").GetString();
}
