namespace Supervisor.Rpc.Contract;

/// <summary>The states of a supervised process. The numbers are the wire's <c>state</c>, the names its <c>statename</c>.</summary>
public enum ProcessState
{
    Stopped = 0,
    Starting = 10,
    Running = 20,
    Backoff = 30,
    Stopping = 40,
    Exited = 100,
    Fatal = 200,
    Unknown = 1000,
}

/// <summary>The three sets of states that requests and clients decide by, and the wire's names.</summary>
public static class ProcessStates
{
    /// <summary>There is no child, and none is about to be.</summary>
    public static bool IsStopped(this ProcessState state) =>
        state is ProcessState.Stopped or ProcessState.Exited or ProcessState.Fatal or ProcessState.Unknown;

    /// <summary>There is a child, or the next attempt to start one is due.</summary>
    public static bool IsRunning(this ProcessState state) =>
        state is ProcessState.Running or ProcessState.Backoff or ProcessState.Starting;

    /// <summary>A signal can be sent.</summary>
    public static bool IsSignallable(this ProcessState state) =>
        state is ProcessState.Running or ProcessState.Starting or ProcessState.Stopping;

    public static string WireName(this ProcessState state) => state switch
    {
        ProcessState.Stopped => "STOPPED",
        ProcessState.Starting => "STARTING",
        ProcessState.Running => "RUNNING",
        ProcessState.Backoff => "BACKOFF",
        ProcessState.Stopping => "STOPPING",
        ProcessState.Exited => "EXITED",
        ProcessState.Fatal => "FATAL",
        _ => "UNKNOWN",
    };
}
