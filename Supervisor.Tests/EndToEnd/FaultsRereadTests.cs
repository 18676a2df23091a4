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

    /// <summary>The kernel keeps a process whose thread waits for such a mount; all that the daemon can do is done before.</summary>
    [Fact]
    public async Task While_a_reread_waits_there_the_end_leaves_neither_a_program_nor_a_name()
    {
        await using var mount = await HangingMount.StartAsync();
        File.WriteAllText(Path.Combine(mount.Backing, "more.conf"), "[program:more]\ncommand=sleep 1000\nautostart=false\n");
        await using var supervisor = await RunningSupervisor.StartAsync(UnconcernedPrograms.Sections + $"[include]\nfiles={mount.Path}/*.conf\n");
        using (mount.Hang())
        {
            var refused = supervisor.Rpc.CallAsync("supervisor.reloadConfig");
            await UnconcernedPrograms.GoOnAsync(supervisor);
            Assert.NotNull((await refused).Fault);
            var program = await supervisor.Rpc.PidOfAsync("other");
            await supervisor.SignalAsync("TERM");
            await Eventually.HoldsAsync(
                () => !Directory.Exists($"/proc/{program}") && !File.Exists(supervisor.SocketPath) && !File.Exists(supervisor.Directory[TestConfiguration.PidName]),
                "nothing is left");
        }
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }
}
