using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Hosting;

/// <summary>The end of this life by its programs: <c>exit_on_end</c>, <c>exit_on_failure</c>, <c>exit_when_done</c>, and the exit code that follows.</summary>
internal sealed partial class SupervisorHost
{
    /// <summary>What the daemon is to exit with where its programs end it; null where somebody else does, or nobody yet.</summary>
    private int? _exitCode;

    /// <summary>
    /// A process has come to EXITED or FATAL. Whoever asked for a stop or a restart of the daemon before wins: with a restart the program starts
    /// again. What is decided here is final, and nothing is started from now on.
    /// </summary>
    private void Ended(ManagedProcess process)
    {
        if (State != SupervisorState.Running)
            return;
        if (EssentialEnds.EndsDaemon(process.Status, process.Options))
        {
            _exitCode = EssentialEnds.CodeOf(process.Status) ?? 0;
            _log.EssentialEnded(process.Name, EssentialEnds.Describe(process.Status));
        }
        else if (Configuration.Supervisord.ExitWhenDone && Programs.All(program => EssentialEnds.IsAtRest(program.Status) && !_table.Gates.IsWaiting(program) && program.Schedule is null or { IsOff: true }))
        {
            _exitCode = EssentialEnds.FirstFailure(Programs);
            _log.AllDone();
        }
        else
        {
            return;
        }
        _context.MayStart = false;
        RequestShutdown();
    }

    /// <summary>When everything is down: the program that is asked may have been stopped only now.</summary>
    private void SettleExitCode()
    {
        if (_exitCode is not { } code || State != SupervisorState.Shutdown)
            return;
        var asked = Configuration.Supervisord.ExitCodeFrom is { } name
            ? Programs.FirstOrDefault(process => $"{process.GroupName}:{process.Name}" == name)
            : null;
        _services.ExitCode = (asked is null ? null : EssentialEnds.CodeOf(asked.Status)) ?? code;
    }

    /// <summary>Without the event listeners, which are there for the daemon and never done.</summary>
    private IEnumerable<ManagedProcess> Programs =>
        _table.Groups.Where(group => group.Options is not ListenerPoolOptions).SelectMany(group => group.Processes);
}
