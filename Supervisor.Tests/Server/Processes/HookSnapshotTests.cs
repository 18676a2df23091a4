using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

/// <summary>A hook cannot be written down: whoever wants a snapshot is told of it.</summary>
public sealed class HookSnapshotTests : IDisposable
{
    private readonly ProcessStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task A_hook_under_way_is_named_and_one_that_was_called_off_is_waited_for()
    {
        var options = ProcessStage.Options("web", "/bin/cat") with { Hooks = new HookOptions { PreStart = "/bin/sleep 1000" } };
        await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group("web", 999, options)));
        var process = _stage.Process("web");
        await Eventually.HoldsAsync(() => _stage.Do(() => _stage.Table.Launcher.InFlight == 0
            && _stage.Table.Unsettled.Contains("a hook of 'web' is under way")), "the hook is at work");
        Assert.Equal(ProcessState.Starting, process.State);
        Assert.Null(_stage.Do(process.Stop));
        Assert.Equal(ProcessState.Stopped, process.State);
        Assert.Equal(["a process of the daemon's own is under way"], _stage.Do(() => _stage.Table.Unsettled.ToList()));
        Assert.Empty(_stage.Failures);
    }
}
