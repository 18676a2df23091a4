using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A file of the configuration lies on a mount that stops answering.</summary>
public class FaultsRereadTests
{
    [Fact]
    public async Task A_reread_is_refused_after_a_while_holds_up_nobody_and_is_good_when_the_mount_answers()
    {
        await using var mount = await HangingMount.StartAsync();
        File.WriteAllText(Path.Combine(mount.Backing, "more.conf"), "[program:more]\ncommand=sleep 1000\nautostart=false\n");
        await using var supervisor = await RunningSupervisor.StartAsync(UnconcernedPrograms.Sections + $"[include]\nfiles={mount.Path}/*.conf\n");
        using (mount.Hang())
        {
            // More of them than there are threads that could be stuck.
            RpcReply[] refused = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => supervisor.Rpc.CallAsync("supervisor.reloadConfig")));
            Assert.All(refused, reply => Assert.Matches("CANT_REREAD: The configuration .*(disk)", reply.Fault?.Text));
            await supervisor.SignalAsync("HUP");
            await Eventually.HoldsAsync(
                () => supervisor.MainLog.Contains("an earlier attempt still waits for a disk", StringComparison.Ordinal), "the restart is refused", 2 * Eventually.Patience);
            await UnconcernedPrograms.GoOnAsync(supervisor);
        }
        await Eventually.HoldsAsync(async () => (await supervisor.Rpc.CallAsync("supervisor.reloadConfig")).Fault is null, "it is read again");
        await UnconcernedPrograms.EndAsync(supervisor);
    }

    [Fact]
    public async Task The_end_comes_in_time_while_a_reread_waits_there()
    {
        await using var mount = await HangingMount.StartAsync();
        File.WriteAllText(Path.Combine(mount.Backing, "more.conf"), "[program:more]\ncommand=sleep 1000\nautostart=false\n");
        await using var supervisor = await RunningSupervisor.StartAsync(UnconcernedPrograms.Sections + $"[include]\nfiles={mount.Path}/*.conf\n");
        using var hanging = mount.Hang();
        _ = supervisor.Rpc.CallAsync("supervisor.reloadConfig").ContinueWith(_ => { }, TaskScheduler.Default);
        await UnconcernedPrograms.GoOnAsync(supervisor);
        await UnconcernedPrograms.EndAsync(supervisor);
    }
}
