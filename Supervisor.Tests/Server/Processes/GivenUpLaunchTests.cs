using Supervisor.Rpc.Contract;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

/// <summary>A stop that is answered before the spawner has come to the start: the machine is busy, or a disk does not answer.</summary>
public sealed class GivenUpLaunchTests : IDisposable
{
    private readonly ProcessStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task Once_the_stop_is_answered_no_child_is_born()
    {
        using var busy = new BusySpawner();
        var options = ProcessStage.Options("p", $"touch {_stage.Directory["born"]}");
        await _stage.DoAsync(() => _stage.Table.RegisterAsync([ProcessStage.Group("g", 1, options)]));
        var process = _stage.Process("g");
        _stage.Context.SpawnQueue.Post(busy);
        _stage.Do(() =>
        {
            process.Start();
            process.Stop();
            return true;
        });
        await _stage.ReachedAsync(process, ProcessState.Stopped);
        busy.Dispose();
        // Behind the start in the queue: when it is done, so is the start.
        Assert.Null((await _stage.DoAsync(() => _stage.Table.Launcher.ResolveAsync(process.Plan))).Refusal);
        await Eventually.HoldsAsync(() => _stage.Do(() => _stage.Table.Launcher.InFlight) == 0, "the start has come to its end");
        Assert.False(File.Exists(_stage.Directory["born"]));
        Assert.DoesNotContain(_stage.Log.Lines, line => line.Text.Contains("spawned", StringComparison.Ordinal));

        _stage.Do(() =>
        {
            process.Start();
            return true;
        });
        await Eventually.HoldsAsync(() => File.Exists(_stage.Directory["born"]), "it starts when it is asked to again");
    }

    /// <summary>Keeps the spawner until it is disposed of.</summary>
    private sealed class BusySpawner : SpawnJob, IDisposable
    {
        private readonly ManualResetEventSlim _end = new();

        public override void Run(ProcessSpawner spawner) => _end.Wait();

        public void Dispose() => _end.Set();
    }
}
