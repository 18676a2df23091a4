using Supervisor.Rpc.Contract;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide.Events;

/// <summary>
/// The one state that takes a refusal of the kernel: a daemon that is not root and a child that has become it, which it therefore can
/// not signal. Needs root to arrange.
/// </summary>
public class UnknownStateTests
{
    private const string Sections =
        """
        [supervisord]
        user=nobody
        [eventlistener:ear]
        @listen ear@
        events=PROCESS_STATE
        startsecs=0
        [program:risen]
        command=@dir@/python -c "import os, time; os.setuid(0); print('up', flush=True); time.sleep(1000)"
        startsecs=0
        stdout_logfile=@dir@/risen.log
        """;

    [Fact]
    public async Task A_child_that_can_not_be_signalled_becomes_UNKNOWN_as_in_stock()
    {
        var stock = await PlayAsync(await Peer.StockAsync());
        var ours = await PlayAsync(await Peer.OursAsync());
        Assert.Contains(ours, record => record.Contains($"eventname:{EventTypeNames.ProcessStateUnknown} ", StringComparison.Ordinal));
        Assert.Equal(stock, ours);
    }

    private static async Task<List<string>> PlayAsync(Peer peer)
    {
        using var directory = new TestDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        File.Copy(Path.GetFullPath(StockSupervisor.Python), directory["python"]);
        File.SetUnixFileMode(directory["python"], UnixFileMode.SetUser | (UnixFileMode)0b111_101_101);
        await using var stage = await EventStage.StartAsync(peer, Sections, directory);
        await Eventually.HoldsAsync(() => File.Exists(directory["risen.log"]) && File.ReadAllText(directory["risen.log"]) == "up\n", "a child that is root");
        await stage.Supervisor.Rpc.CallAsync("supervisor.stopProcess", "risen", false);
        await stage.WaitForAsync("ear", "the refusal", record => record.Name == EventTypeNames.ProcessStateUnknown);
        return [.. stage.Records("ear").Where(record => record.Payload.Contains("risen", StringComparison.Ordinal)).Select(record => record.Normalised)];
    }
}
