using Supervisor.Rpc.Contract;
using Supervisor.Server.Events;

namespace Supervisor.Server.Processes;

/// <summary>What is told of a change of state to listeners that ask for more than stock tells.</summary>
internal sealed partial class ManagedProcess
{
    private ProcessStateDetails DetailsOf(ProcessState from, ProcessState to, bool expected)
    {
        // A change on the way, as by RUNNING to EXITED, is told when the end is known already.
        var end = to is ProcessState.Exited or ProcessState.Stopped or ProcessState.Backoff or ProcessState.Fatal ? Status.LastEnd : null;
        return new(
            end is { Signal: 0 } exited ? exited.ExitCode : null,
            end is { Signal: > 0 } killed ? killed.Signal : null,
            ReasonOf(from, to, end, expected),
            Status.Restarts);
    }

    private string? ReasonOf(ProcessState from, ProcessState to, ChildEnd? end, bool expected) => (to, end) switch
    {
        (ProcessState.Stopped, _) => "stopped",
        (ProcessState.Exited, _) when Status.OverdueAt is not null => "timeout",
        (ProcessState.Exited, { Signal: > 0 }) => "signal",
        (ProcessState.Exited, { Signal: ChildEnd.Untold }) => "unknown",
        (ProcessState.Exited, _) => expected ? "expected" : "unexpected",
        (ProcessState.Backoff, _) when from == ProcessState.Exited => "pause",
        (ProcessState.Backoff, null) => "spawn",
        (ProcessState.Backoff, _) => "startup",
        (ProcessState.Fatal, _) => "gaveup",
        _ => null,
    };
}
