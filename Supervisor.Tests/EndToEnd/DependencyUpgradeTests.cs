namespace Supervisor.Tests.EndToEnd;

/// <summary>What waits goes on waiting when the daemon is exchanged.</summary>
public class DependencyUpgradeTests
{
    private const string Sections =
        """
        [program:db]
        command=@dir@/db.sh
        startsecs=0
        startretries=0
        autostart=false
        [program:web]
        command=/bin/cat
        startsecs=0
        depends_on=db
        [program:asked]
        command=/bin/cat
        startsecs=0
        autostart=false
        depends_on=web
        """;

    [Fact]
    public async Task A_start_that_waits_goes_on_in_the_next_image_whoever_wanted_it()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(Sections);
        if (daemon is null)
            return;
        Assert.Equal(true, (await daemon.Rpc.CallAsync("supervisor.startProcess", "asked", false)).Value);
        await daemon.Rpc.WaitForStateAsync("db", "FATAL");
        await daemon.UpgradeAsync();
        Assert.Equal("waiting for db (running)", await DescriptionAsync(daemon, "web"));
        Assert.Equal("waiting for web (running)", await DescriptionAsync(daemon, "asked"));
        await StartDatabaseAsync(daemon);
        await daemon.Rpc.WaitForStateAsync("asked", "RUNNING");
        Assert.Equal(1, (await daemon.MainLogAsync()).Split("spawned: 'web'").Length - 1);
    }

    [Fact]
    public async Task One_that_was_stopped_while_it_waited_does_not_wait_any_more()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(Sections);
        if (daemon is null)
            return;
        Assert.Equal(true, (await daemon.Rpc.CallAsync("supervisor.stopProcess", "web")).Value);
        await daemon.UpgradeAsync();
        await StartDatabaseAsync(daemon);
        Assert.Equal(("STOPPED", "Not started"), (await daemon.Rpc.StateOfAsync("web"), await DescriptionAsync(daemon, "web")));
    }

    private static async Task StartDatabaseAsync(UpgradeDaemon daemon)
    {
        var script = daemon.Directory.Write("db.sh", "#!/bin/sh\nexec cat\n");
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.startProcess", "db")).Fault);
    }

    private static async Task<string> DescriptionAsync(UpgradeDaemon daemon, string name) =>
        (string)(await daemon.Rpc.CallAsync("supervisor.getProcessInfo", name)).Struct["description"]!;
}
