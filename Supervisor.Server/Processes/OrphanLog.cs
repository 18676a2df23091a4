using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>The main log's lines about programs of an earlier life; stock knows nothing of them.</summary>
internal static class OrphanLog
{
    public static void OrphanRuns(this IMainLog log, in Survivor orphan) =>
        log.Warn($"'{orphan.ProgramName}' of an earlier life of this daemon still runs: pid {orphan.Process.Pid} ({orphan.Command}); nobody supervises it, and a "
            + $"start of '{orphan.ProgramName}' runs beside it. Stop it with 'kill {orphan.Process.Pid}', or set orphans=stop in [supervisord] to have it stopped at a start");

    public static void StoppingOrphan(this IMainLog log, in Survivor orphan, int signal) =>
        log.Warn($"stopping '{orphan.ProgramName}' of an earlier life of this daemon: pid {orphan.Process.Pid} ({orphan.Command}) is sent {Signals.Name(signal)}");

    public static void StoppedOrphan(this IMainLog log, in Survivor orphan) =>
        log.Info($"stopped: '{orphan.ProgramName}' of an earlier life, pid {orphan.Process.Pid}");

    public static void KillingOrphan(this IMainLog log, in Survivor orphan) =>
        log.Warn($"killing '{orphan.ProgramName}' of an earlier life ({orphan.Process.Pid}) with SIGKILL");

    public static void OrphanRefused(this IMainLog log, in Survivor orphan, int errno) =>
        log.Error($"'{orphan.ProgramName}' of an earlier life cannot be stopped and runs on: a signal to pid {orphan.Process.Pid} is refused ({Errno.Name(errno)}); "
            + $"stop it by hand, '{orphan.ProgramName}' runs beside it until then");

    public static void OrphansNotFound(this IMainLog log, string reason) =>
        log.Warn($"programs of an earlier life, if there are any, run on though orphans=stop: {reason}");
}
