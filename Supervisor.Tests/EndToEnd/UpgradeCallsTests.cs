using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What becomes of who waits for an answer while the daemon is exchanged.</summary>
public class UpgradeCallsTests
{
    private const string Waits = UpgradeDaemon.Cat + "[program:waits]\ncommand=/bin/cat\nstartsecs=3\nautostart=false\n";

    [Fact]
    public async Task A_call_that_waits_for_a_program_is_answered_before_the_upgrade_goes_on()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(Waits);
        if (daemon is null)
            return;
        var starting = daemon.Rpc.CallAsync("supervisor.startProcess", "waits");
        await daemon.Rpc.WaitForStateAsync("waits", "STARTING");
        Assert.Null((await daemon.Rpc.CallAsync("live.upgrade")).Fault);
        // Others are answered as ever while it waits.
        Assert.Equal(1, await daemon.GenerationAsync());
        Assert.Equal(true, (await starting).Value);
        await daemon.TakesOverAsync(2);
        Assert.Equal("RUNNING", await daemon.Rpc.StateOfAsync("waits"));
    }

    [Fact]
    public async Task With_upgrade_wait_of_0_its_connection_is_closed_and_the_start_goes_on()
    {
        await using var daemon = await UpgradeDaemon.StartAsync("[supervisord]\nupgrade_wait=0\n" + Waits.Replace("startsecs=3", "startsecs=6", StringComparison.Ordinal));
        if (daemon is null)
            return;
        var starting = daemon.Rpc.CallAsync("supervisor.startProcess", "waits");
        await daemon.Rpc.WaitForStateAsync("waits", "STARTING");
        var pid = await daemon.Rpc.PidOfAsync("waits");
        await daemon.UpgradeAsync();
        Assert.Equal("STARTING", await daemon.Rpc.StateOfAsync("waits"));
        await Assert.ThrowsAnyAsync<IOException>(() => starting);
        await daemon.Rpc.WaitForStateAsync("waits", "RUNNING");
        Assert.Equal(pid, await daemon.Rpc.PidOfAsync("waits"));
    }

    [Fact]
    public async Task Who_follows_a_log_or_the_page_is_let_go_without_an_error_and_can_follow_again()
    {
        await using var daemon = await UpgradeDaemon.StartAsync("[program:ticks]\ncommand=/bin/sh -c \"while :; do echo tick; sleep 0.05; done\"\nstartsecs=0\n");
        if (daemon is null)
            return;
        foreach (var path in new[] { "/logtail/ticks", "/mainlogtail", "/events" })
        {
            await using var follower = await HttpProbe.ConnectAsync(daemon.Rpc.EndPoint);
            await follower.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Assert.Equal(200, (await follower.HeadAsync()).Status);
            Assert.NotEmpty(await follower.ChunkAsync());
            await daemon.UpgradeAsync();
            // Chunk by chunk to the last one, which is empty: an end, and no torn chunk.
            await Eventually.HoldsAsync(async () => (await follower.ChunkAsync()).Length == 0, $"{path} ends");
        }
        var client = await daemon.Program.PeerAsync();
        await using var tail = FollowedOutput.Start(client, ["ctl", "-c", daemon.Supervisor.ConfigurationPath, "tail", "-f", "ticks"]);
        await tail.WaitForAsync("tick\ntick\n");
        await daemon.UpgradeAsync();
        Assert.Equal(0, await tail.EndAsync());
        Assert.DoesNotContain("error", tail.Text, StringComparison.OrdinalIgnoreCase);
    }
}
