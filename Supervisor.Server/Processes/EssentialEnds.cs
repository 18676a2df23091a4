using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>
/// When the end of a process is the end of the daemon, and which exit code that is. Pure: read from what a process knows of itself, which an upgrade
/// hands over.
/// </summary>
internal static class EssentialEnds
{
    /// <summary>Of what failed and has no code of its own.</summary>
    private const int NoCode = 1;

    /// <summary>Whether the daemon ends with a process that has just come to EXITED or FATAL.</summary>
    public static bool EndsDaemon(in ProcessStatus status, ProcessOptions options) =>
        (options.ExitOnFailure && IsFailure(status, options)) || (options.ExitOnEnd && options.Schedule is null && IsForGood(status));

    /// <summary>Nothing will start it again, unless somebody asks for it.</summary>
    public static bool IsForGood(in ProcessStatus status) => status is { State: ProcessState.Exited or ProcessState.Fatal, LookAt: null };

    /// <summary>Neither up nor about to be: ended for good, stopped by somebody, or never asked for.</summary>
    public static bool IsAtRest(in ProcessStatus status) =>
        status is { State: ProcessState.Exited or ProcessState.Fatal or ProcessState.Stopped or ProcessState.Unknown, LookAt: null };

    /// <summary>It ended by itself, and not as it should.</summary>
    public static bool IsFailure(in ProcessStatus status, ProcessOptions options) =>
        status.State == ProcessState.Fatal || (status.State == ProcessState.Exited && !options.ExitCodes.Contains(status.ExitCode ?? 0));

    /// <summary>The daemon's exit code where a process decides about it; null for one that was never started.</summary>
    public static int? CodeOf(in ProcessStatus status) => (status.State, status.LastEnd?.ToShellCode()) switch
    {
        (ProcessState.Fatal, null or 0) => NoCode,
        (_, var code) => code,
    };

    /// <summary>The code of the first of those that failed for good, in the order of their deaths; 0 where none has.</summary>
    public static int FirstFailure(IEnumerable<ManagedProcess> processes) => processes
        .Where(process => IsForGood(process.Status) && IsFailure(process.Status, process.Options))
        .OrderBy(process => process.Status.LastEnd?.At ?? process.Status.StartedAt)
        .Select(process => CodeOf(process.Status))
        .FirstOrDefault() ?? 0;

    /// <summary><c>exited (exit status 3)</c>, <c>entered FATAL state (can't find command 'x')</c>.</summary>
    public static string Describe(in ProcessStatus status) => status.State == ProcessState.Fatal
        ? $"entered FATAL state ({status.SpawnError})"
        : $"exited ({status.LastEnd?.Describe()})";
}
