using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What must not cost anybody a program: no memory, no descriptors, requests that cross each other.</summary>
public class HostileSurroundingsTests
{
    [Fact]
    public async Task A_group_that_is_removed_while_its_program_is_about_to_start_leaves_no_child_that_nobody_knows()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:lonely]\ncommand=sleep 1000\nautostart=false\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE\n"
            + "[program:many]\ncommand=sleep 1000\nprocess_name=m%(process_num)d\nnumprocs=100\nautostart=false\nstartsecs=0\n"
            + "stdout_logfile=NONE\nstderr_logfile=NONE\n");
        // The many keep the thread busy that looks at commands, so the two requests cross.
        var many = supervisor.Rpc.CallAsync("supervisor.startProcessGroup", "many", false);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("spawned: 'm", StringComparison.Ordinal), "the first of many is started");
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var start = supervisor.Rpc.CallAsync("supervisor.startProcess", "lonely", false);
            var removal = supervisor.Rpc.CallAsync("supervisor.removeProcessGroup", "lonely");
            var (started, removed) = (await start, await removal);
            Assert.False(started.Fault is null && removed.Fault is null, "one of the two was carried out although the other was");
            if (removed.Fault is null)
                await supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "lonely");
            else
                await supervisor.Rpc.CallAsync("supervisor.stopProcess", "lonely");
        }
        Assert.Null((await many).Fault);
    }

    [Fact]
    public async Task A_log_larger_than_the_memory_there_is_ends_nobody()
    {
        using var directory = new TestDirectory();
        await using (var log = File.Create(directory["large.log"]))
            log.SetLength(400L << 20);
        var ours = await Peer.OursAsync();
        var narrow = ours with
        {
            FileName = Peer.BuiltBinary(),
            Environment = new Dictionary<string, string>(ours.Environment) { ["DOTNET_GCHeapHardLimit"] = "0x6000000" },
        };
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:cat]\ncommand=cat\nstartsecs=0\nstdout_logfile=@dir@/large.log\nstdout_logfile_maxbytes=0\n", narrow, directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        // As much as an answer holds, or a refusal where even that is more than there is.
        var reply = await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "cat", 0, 0);
        Assert.True(reply.Fault?.Text is null or "FAILED", reply.Fault?.Text);
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("cat"));
    }
}
