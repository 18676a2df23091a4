namespace Supervisor.Rpc.Contract;

/// <summary>The state of the daemon itself, as <c>getState</c> numbers it.</summary>
public enum SupervisorState
{
    Shutdown = -1,
    Restarting = 0,
    Running = 1,
    Fatal = 2,
}

public static class SupervisorStates
{
    public static string WireName(this SupervisorState state) => state switch
    {
        SupervisorState.Shutdown => "SHUTDOWN",
        SupervisorState.Restarting => "RESTARTING",
        SupervisorState.Running => "RUNNING",
        _ => "FATAL",
    };
}
