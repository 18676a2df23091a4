using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A log's mount does not answer when an upgrade is asked for: it is refused or carried out, and everybody else goes on.</summary>
public class UpgradeHungMountTests
{
    [Fact]
    public async Task It_is_refused_or_carried_out_and_every_other_program_goes_on()
    {
        await using var mount = await HangingMount.StartAsync();
        var writer = $"[program:writer]\ncommand=/bin/sh -c \"i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done\"\nstartsecs=0\nstdout_logfile={mount["writer.log"]}\n";
        await using var daemon = await UpgradeDaemon.StartAsync(UnconcernedPrograms.Sections + writer);
        if (daemon is null)
            return;
        var backing = Path.Combine(mount.Backing, "writer.log");
        await Eventually.HoldsAsync(() => File.Exists(backing) && File.ReadAllText(backing).Contains("line 3\n", StringComparison.Ordinal), "the log is written");
        var pid = await daemon.Rpc.PidOfAsync("writer");
        using (mount.Hang())
        {
            for (var round = 0; round < 2; round++)
            {
                var asked = await daemon.Rpc.CallAsync("live.upgrade");
                if (asked.Fault is null)
                    await daemon.EndedAsync((int)asked.Value!);
                Assert.Equal(pid, await daemon.Rpc.PidOfAsync("writer"));
                await UnconcernedPrograms.GoOnAsync(daemon.Supervisor);
            }
        }
        await Eventually.HoldsAsync(async () => (await daemon.Rpc.CallAsync("live.checkUpgrade")).Fault is null, "it can be upgraded when the mount answers");
        await daemon.UpgradeAsync();
        Assert.Equal(pid, await daemon.Rpc.PidOfAsync("writer"));
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.stopProcess", "writer")).Fault);
        await Eventually.HoldsAsync(() => File.ReadLines(backing).Count() > 50, "all of it is there");
        Assert.Equal(File.ReadLines(backing).Select((_, at) => $"line {at + 1}"), File.ReadLines(backing));
        await UnconcernedPrograms.EndAsync(daemon.Supervisor);
    }

    /// <summary>A restart is decided when the configuration has been read: an image that came first would know nothing of it.</summary>
    [Fact]
    public async Task A_restart_that_waits_for_its_configuration_is_not_forgotten()
    {
        await using var mount = await HangingMount.StartAsync();
        File.WriteAllText(Path.Combine(mount.Backing, "more.conf"), "[program:more]\ncommand=sleep 1000\nautostart=false\n");
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat + $"[include]\nfiles={mount.Path}/*.conf\n");
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        var pid = await daemon.Rpc.PidOfAsync("cat");
        using (mount.Hang())
        {
            await daemon.Supervisor.SignalAsync("HUP");
            await Eventually.HoldsAsync(() => daemon.Supervisor.MainLog.Contains("received SIGHUP", StringComparison.Ordinal), "the restart is asked for");
            Assert.Contains("the daemon is stopping or restarting", (await daemon.Rpc.CallAsync("live.upgrade")).Fault?.Text, StringComparison.Ordinal);
        }
        await Eventually.HoldsAsync(async () => await daemon.RunningPidAsync("cat") is { } now && now != pid, "it has restarted");
        await daemon.EndsAsync();
    }
}
