using System.Text.Json;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisorctl upgrade</c>: what it prints, and how it ends.</summary>
public class UpgradeCommandTests
{
    [Fact]
    public async Task It_says_from_which_version_to_which_and_what_was_kept()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat);
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        await daemon.Program.ReplaceAsync(await UpgradeProgram.OtherVersionAsync());
        Assert.Equal(new CompletedChild(0, "5.0.0 -> 5.0.7: can take over\n", ""), await RunAsync(daemon, "upgrade", "--check"));
        Assert.Equal(1, await daemon.GenerationAsync());
        var done = await RunAsync(daemon, "upgrade");
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.Matches(@"\A5\.0\.0 -> 5\.0\.7 in \d+ ms: 1 program kept, 0 restarted\n\z", done.Output);
        Assert.Equal(2, await daemon.GenerationAsync());
    }

    [Fact]
    public async Task As_json_it_is_what_the_daemon_tells_of_itself()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat);
        if (daemon is null)
            return;
        var check = JsonDocument.Parse((await RunAsync(daemon, "upgrade", "--json", "--check")).Output).RootElement;
        Assert.Equal("5.0.0 5.0.0", $"{check.GetProperty("from_version")} {check.GetProperty("version")}");
        var done = await RunAsync(daemon, "upgrade", "--json");
        var status = JsonDocument.Parse(done.Output).RootElement;
        Assert.Equal((0, 2, daemon.Pid), (done.ExitCode, status.GetProperty("generation").GetInt32(), status.GetProperty("pid").GetInt32()));
    }

    [Fact]
    public async Task A_refusal_is_a_sentence_and_exits_with_1()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat);
        if (daemon is null)
            return;
        await daemon.Program.ReplaceAsync("/bin/true");
        var line = $"ERROR: refused, everything goes on as before: '{daemon.Program.Path}' is no supervisord that could take over\n";
        Assert.Equal(new CompletedChild(1, line, ""), await RunAsync(daemon, "upgrade"));
        Assert.Equal(new CompletedChild(1, line, ""), await RunAsync(daemon, "upgrade", "--check"));
        Assert.Equal(new CompletedChild(1, "", line), await RunAsync(daemon, "upgrade", "--json"));
        Assert.StartsWith("Error: upgrade has no option --force\n", (await RunAsync(daemon, "upgrade", "--force")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stocks_daemon_cannot_be_upgraded_and_that_is_said()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(UpgradeDaemon.Cat, await Peer.StockAsync());
        var completed = await RunAsync(supervisor, "upgrade");
        Assert.Equal(1, completed.ExitCode);
        Assert.StartsWith("ERROR: this supervisord cannot be upgraded while its programs run: it is Python's", completed.Output, StringComparison.Ordinal);
    }

    private static Task<CompletedChild> RunAsync(UpgradeDaemon daemon, params string[] words) => RunAsync(daemon.Supervisor, words);

    private static async Task<CompletedChild> RunAsync(RunningSupervisor supervisor, params string[] words)
    {
        await using var client = new OurCtl();
        return await client.RunAsync(["-c", supervisor.ConfigurationPath, .. words], supervisor.Directory.Path, "");
    }
}
