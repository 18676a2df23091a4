using Supervisor.Rpc.Contract;
using Supervisor.Server.Hosting;
using Supervisor.Server.Interop;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Server.Hosting;

/// <summary>
/// The state that a daemon of each format has handed over, as it was recorded from one that ran: what is written today must not be needed to read it.
/// </summary>
public class RecordedStateTests
{
    [Fact]
    public void The_first_format_is_read_whole()
    {
        var state = Read("supervisord-handover-1.json");
        Assert.Equal("supervisord-handover-1", state.Format);
        Assert.Equal(["cat", "ears", "f", "failing", "g", "waits"], state.Daemon.Groups.Select(group => group.Options.Name).Order(StringComparer.Ordinal));
        var processes = state.Daemon.Groups.SelectMany(group => group.Processes).ToDictionary(process => process.Name);
        Assert.Equal((ProcessState.Running, ProcessState.Stopped), (processes["cat"].Status.State, processes["off"].Status.State));
        Assert.NotNull(processes["cat"].Child);
        Assert.NotNull(processes["waits"].Wait);
        Assert.Equal("cat", Assert.Single(state.Daemon.StateFile!.Children).Name);
        Assert.True(Assert.Single(state.Daemon.Groups, group => group.Options.Name == "cat").Options.Processes[0].Survive);
        Assert.Single(state.Daemon.Pools);
        Assert.Equal(2, state.Daemon.Servers.Count);
        // What each of them has open is among what is handed over.
        Assert.Subset(SnapshotDescriptors.Required(state.Daemon).ToHashSet(), state.Descriptors.Select(kept => kept.Number).ToHashSet());
    }

    private static HandoverState Read(string name)
    {
        var file = LogFileCalls.Open(Path.Combine(Repository.Root, "Supervisor.Tests/Server/Hosting/Handover", name), Libc.O_RDONLY, 0);
        Assert.True(file >= 0);
        try
        {
            return HandoverFile.Read(file);
        }
        finally
        {
            LogFileCalls.Close(file);
        }
    }
}
