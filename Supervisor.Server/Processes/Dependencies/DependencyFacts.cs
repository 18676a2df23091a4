using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>What a process that others depend on is just now, as far as they care. Pure.</summary>
internal static class DependencyFacts
{
    public static bool IsMet(DependencyCondition condition, ManagedProcess process) => condition switch
    {
        DependencyCondition.Running => process.State == ProcessState.Running,
        DependencyCondition.Healthy => process.IsReady,
        DependencyCondition.Completed => process.State == ProcessState.Exited && process.Options.ExitCodes.Contains(process.Status.ExitCode ?? 0),
        _ => process.State == ProcessState.Exited,
    };

    /// <summary>Whether a change of state takes away what a condition had.</summary>
    public static bool IsLost(DependencyCondition condition, ProcessState from) =>
        from == (condition is DependencyCondition.Running or DependencyCondition.Healthy ? ProcessState.Running : ProcessState.Exited);

    /// <summary>Whether it has to be started so that it comes to be: it is down, and nothing starts it by itself.</summary>
    public static bool NeedsStart(ManagedProcess process) => process.State is ProcessState.Stopped or ProcessState.Exited or ProcessState.Fatal or ProcessState.Stopping;

    /// <summary>Why it will not come to be by itself, in words; null where it may.</summary>
    public static string? Hopeless(ManagedProcess process) => process.State switch
    {
        ProcessState.Stopped or ProcessState.Exited when process.Status.LookAt is not null => null,
        ProcessState.Exited when process.Status.ExitCode is { } code and >= 0 => $"has EXITED (exit status {code})",
        ProcessState.Exited => "has EXITED (by a signal)",
        ProcessState.Stopped or ProcessState.Fatal or ProcessState.Unknown => $"is {process.State.WireName()}",
        _ => null,
    };
}
