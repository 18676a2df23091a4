namespace Supervisor.Server.Processes;

/// <summary>What can happen to a process: a closed set.</summary>
internal abstract record ProcessEvent
{
    private ProcessEvent()
    {
    }

    internal sealed record StartRequested : ProcessEvent;

    /// <summary>It is time for a run.</summary>
    internal sealed record RunDue : ProcessEvent;

    /// <summary>What comes before a start is done.</summary>
    internal sealed record Prepared : ProcessEvent;

    internal sealed record Spawned(int Pid) : ProcessEvent;

    internal sealed record SpawnFailed(string Reason) : ProcessEvent;

    /// <param name="ExitCode">-1 when a signal ended the child.</param>
    /// <param name="Signal">The signal that ended it; 0 for none, <see cref="ChildEnd.Untold"/> where nobody can tell.</param>
    internal sealed record ChildExited(int ExitCode, int Signal = 0) : ProcessEvent
    {
        public ChildEnd EndAt(TimeSpan now) => new(ExitCode, Signal, now);
    }

    internal sealed record StopRequested : ProcessEvent;

    /// <summary>The child has said that it is ready.</summary>
    internal sealed record BecameReady : ProcessEvent;

    /// <summary>The child asks for more time to start or to stop.</summary>
    internal sealed record TimeAsked(TimeSpan More) : ProcessEvent;

    /// <summary>It is to be stopped and started again by the daemon: it does not live any more.</summary>
    internal sealed record RestartRequested : ProcessEvent;

    /// <summary>What comes before the stop signal is done, or took too long.</summary>
    internal sealed record StopPrepared : ProcessEvent;

    /// <summary>The kernel refused a signal for another reason than the child being gone.</summary>
    internal sealed record SignalRefused : ProcessEvent;

    /// <summary>The daemon is shutting down and will not try this one again.</summary>
    internal sealed record GiveUpRequested : ProcessEvent;

    /// <param name="MayStart">False while the daemon is shutting down.</param>
    internal sealed record DeadlinePassed(bool MayStart) : ProcessEvent;
}
