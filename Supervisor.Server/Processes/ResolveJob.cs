using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>Looks up what a command stands for, on the spawner's thread.</summary>
internal sealed class ResolveJob(LaunchPlan plan, Mounts mounts) : SpawnJob
{
    private readonly TaskCompletionSource<CommandResolution> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<CommandResolution> Done => _done.Task;

    public override void Run(ProcessSpawner spawner)
    {
        try
        {
            _done.SetResult(plan.Resolve(mounts));
        }
        catch (Exception failure)
        {
            // Handed to whoever asked.
            _done.SetException(failure);
        }
    }
}
