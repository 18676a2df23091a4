using System.IO.Pipelines;

namespace Supervisor.Server.Http.Transport;

/// <summary>
/// Where the two ends of a connection's pipes go on: on the loop, and without a detour where they are there already. Kestrel's own timer
/// is the one that comes from elsewhere.
/// </summary>
internal sealed class LoopScheduler(HttpLoop http) : PipeScheduler
{
    public override void Schedule(Action<object?> action, object? state)
    {
        if (http.Loop.IsOnLoop)
            action(state);
        else
            http.Loop.Post(() => action(state));
    }
}
