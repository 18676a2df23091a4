using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>What the state machine asks of the world: a closed set.</summary>
internal abstract record ProcessEffect
{
    private ProcessEffect()
    {
    }

    /// <summary>Makes a child; <see cref="ProcessEvent.Spawned"/> or <see cref="ProcessEvent.SpawnFailed"/> follows in a later turn.</summary>
    internal sealed record Spawn : ProcessEffect;

    /// <summary>Gives up on a launch that does not come to its end. Should it make a child after all, that child is killed.</summary>
    internal sealed record AbandonLaunch : ProcessEffect;

    /// <summary>Does what comes before a start; <see cref="ProcessEvent.Prepared"/> or <see cref="ProcessEvent.SpawnFailed"/> follows.</summary>
    internal sealed record Prepare : ProcessEffect;

    /// <summary>Does what comes before the stop signal; <see cref="ProcessEvent.StopPrepared"/> follows.</summary>
    internal sealed record PrepareStop : ProcessEffect;

    internal sealed record SendStopSignal : ProcessEffect;

    internal sealed record SendKill : ProcessEffect;

    internal sealed record Announce(ProcessState From, ProcessState To, int Attempts, int Pid, bool Expected) : ProcessEffect;

    /// <summary>A line for the main log.</summary>
    internal sealed record Report(ProcessReport Line) : ProcessEffect;
}
