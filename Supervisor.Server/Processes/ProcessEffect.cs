using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>What the state machine asks of the world: a closed set.</summary>
internal abstract record ProcessEffect
{
    private ProcessEffect()
    {
    }

    internal sealed record Spawn : ProcessEffect;

    internal sealed record SendStopSignal : ProcessEffect;

    internal sealed record SendKill : ProcessEffect;

    internal sealed record Announce(ProcessState From, ProcessState To, int Attempts, int Pid, bool Expected) : ProcessEffect;
}
