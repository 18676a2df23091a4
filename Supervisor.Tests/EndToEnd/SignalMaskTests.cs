using System.Globalization;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Signals wait in the kernel until the loop reads them: in no thread may one be delivered.</summary>
public class SignalMaskTests
{
    private static readonly int[] Handled = [Signals.SIGHUP, Signals.SIGINT, Signals.SIGQUIT, Signals.SIGTERM, Signals.SIGUSR2, Signals.SIGCHLD];

    [Fact]
    public async Task Every_thread_blocks_the_signals_that_the_daemon_handles_and_a_child_blocks_none()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var threads = Directory.GetDirectories($"/proc/{supervisor.Pid}/task");
        Assert.InRange(threads.Length, 5, 1000);
        foreach (var thread in threads)
            Assert.All(Handled, signal => Assert.True(Has(thread, "SigBlk", signal), $"{File.ReadAllText($"{thread}/comm").Trim()} does not block {Signals.Name(signal)}"));
        var child = $"/proc/{await supervisor.Rpc.PidOfAsync("cat")}";
        Assert.Equal(0UL, Set(child, "SigBlk"));
    }

    /// <summary>As under nohup, or by a shell that does not want to hear of children: the kernel would throw both away.</summary>
    [Fact]
    public async Task Signals_that_the_starter_ignored_are_heard_all_the_same()
    {
        var deaf = (await Peer.OursAsync()).Behind("trap '' HUP INT TERM CHLD; exec \"$@\"");
        await using var supervisor = await RunningSupervisor.StartAsync("[program:short]\ncommand=/bin/sh -c \"exit 3\"\nstartsecs=0\nautorestart=false\n", deaf);
        await supervisor.Rpc.WaitForStateAsync("short", "EXITED");
        Assert.Equal(3, (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "short")).Struct["exitstatus"]);
        await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("received SIGHUP indicating restart request", StringComparison.Ordinal), "HUP is heard");
        await supervisor.AnswersAsync();
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    [Fact]
    public void A_set_has_the_signals_it_was_made_of_and_no_others()
    {
        int[] signals = [1, 17, 31, 34, 64];
        var set = SignalSet.Of(signals);
        Assert.Equal(signals, Enumerable.Range(1, 64).Where(signal => set.Contains(signal)));
    }

    private static bool Has(string process, string field, int signal) => (Set(process, field) >> (signal - 1) & 1) != 0;

    private static ulong Set(string process, string field) => ulong.Parse(
        File.ReadLines($"{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split('\t')[1], NumberStyles.HexNumber);
}
