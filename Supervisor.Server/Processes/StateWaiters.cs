using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>
/// Those who wait for a process to reach a state. They are asked at every change, in order, so none that passes quickly is missed.
/// Loop thread only; a waiter resumes in a later turn.
/// </summary>
internal sealed class StateWaiters
{
    private readonly List<(Func<ProcessState, bool> Accepts, TaskCompletionSource<ProcessState> Done)> _waiting = [];

    public Task<ProcessState> Add(Func<ProcessState, bool> accepts)
    {
        var done = new TaskCompletionSource<ProcessState>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((accepts, done));
        return done.Task;
    }

    public void Reached(ProcessState state) => _waiting.RemoveAll(waiter => waiter.Accepts(state) && waiter.Done.TrySetResult(state));
}
