using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>The main log's lines about processes, worded as stock words them: scripts grep for these.</summary>
internal static class ProcessLog
{
    /// <summary>Writes a line that a row of the state table asks for.</summary>
    public static void Write(this IMainLog log, ProcessReport line, ManagedProcess process, WaitStatus lastExit)
    {
        switch (line)
        {
            case ProcessReport.SpawnError(var reason):
                log.SpawnError(reason);
                break;
            case ProcessReport.Spawned(var pid):
                log.Spawned(process.Name, pid);
                break;
            case ProcessReport.LateLaunch:
                log.LateLaunch(process.Name, process.WaitsFor);
                break;
            case ProcessReport.AbandonedLaunch:
                log.AbandonedLaunch(process.Name, process.WaitsFor);
                break;
            case ProcessReport.EnteredRunning:
                log.EnteredRunning(process.Name, process.Options.StartSeconds);
                break;
            case ProcessReport.GaveUp:
                log.GaveUp(process.Name);
                break;
            case ProcessReport.NotReady(var reason):
                log.NotReady(process.Name, reason);
                break;
            case ProcessReport.LimitReached(var reason):
                log.LimitReached(process.Name, reason);
                break;
            case ProcessReport.Paused(var pause):
                log.Paused(process.Name, pause);
                break;
            case ProcessReport.RanTooLong(var limit):
                log.RanTooLong(process.Name, limit);
                break;
            case ProcessReport.Exited(var expected):
                log.Exited(process.Name, lastExit.Describe(), expected);
                break;
            case ProcessReport.Stopped(var expected):
                log.Stopped(process.Name, lastExit.Describe(), expected);
                break;
        }
    }

    public static void LateLaunch(this IMainLog log, string name, string waitsFor) =>
        log.Warn($"the start of '{name}' is held up: {waitsFor} does not answer; other programs are not affected");

    public static void AbandonedLaunch(this IMainLog log, string name, string waitsFor) =>
        log.Warn($"the start of '{name}' was given up: {waitsFor} does not answer");

    public static void Spawned(this IMainLog log, string name, int pid) => log.Info($"spawned: '{name}' with pid {pid}");

    public static void NotReady(this IMainLog log, string name, string reason) => log.Warn($"stopping '{name}': {reason}");

    public static void Unhealthy(this IMainLog log, string name, string reason) => log.Warn($"unhealthy: {name} ({reason})");

    public static void SpawnError(this IMainLog log, string reason) => log.Info($"spawnerr: {reason}");

    public static void NoAutoLog(this IMainLog log, string name, string reason) =>
        log.Error($"the AUTO logs of '{name}' cannot be made, which is tried again when it is started: {reason}");

    public static void AutoLogsAreLate(this IMainLog log, IEnumerable<string> names, string directory) =>
        log.Warn($"the AUTO logs of {string.Join(", ", names)} wait for '{directory}', which does not answer; other programs are not affected");

    public static void LeftBehind(this IMainLog log, string name, int pid) =>
        log.Critical($"left behind: {name} (pid {pid}) does not end though it was sent SIGKILL");

    public static void EnteredRunning(this IMainLog log, string name, int startSeconds) =>
        log.Info($"success: {name} entered RUNNING state, process has stayed up for > than {startSeconds} seconds (startsecs)");

    /// <summary>Once for each; stock says nothing of them.</summary>
    public static void Survives(this IMainLog log, string name, int pid, string command) =>
        log.Warn($"'{name}' has stopped and left a process behind: pid {pid} ({command}) lives on");

    public static void HookStarted(this IMainLog log, string name, HookKind kind, int pid) => log.Debug($"{kind.Key()} of '{name}' has pid {pid}");

    public static void HookNotKilled(this IMainLog log, HookKind kind, int pid, string why) => log.Warn($"cannot kill {kind.Key()} (pid {pid}): {why}");

    public static void HookFailed(this IMainLog log, string name, HookKind kind, string reason) => log.Warn($"{kind.Key()} of '{name}' failed: {reason}");

    public static void GaveUp(this IMainLog log, string name) =>
        log.Info($"gave up: {name} entered FATAL state, too many start retries too quickly");

    public static void LimitReached(this IMainLog log, string name, string reason) => log.Warn($"gave up: {name} entered FATAL state, {reason}");

    public static void Paused(this IMainLog log, string name, TimeSpan pause) =>
        log.Info(FormattableString.Invariant($"paused: {name} starts again in {pause.TotalSeconds:0.###} s"));

    public static void Exited(this IMainLog log, string name, string how, bool expected)
    {
        if (expected)
            log.Info($"exited: {name} ({how}; expected)");
        else
            log.Warn($"exited: {name} ({how}; not expected)");
    }

    public static void Stopped(this IMainLog log, string name, string how, bool expected) =>
        log.Write(expected ? LogLevel.Info : LogLevel.Warn, $"stopped: {name} ({how})");

    public static void AlreadyRunning(this IMainLog log, string name) => log.Warn($"process '{name}' already running");

    public static void Killing(this IMainLog log, string name, int pid) => log.Warn($"killing '{name}' ({pid}) with SIGKILL");

    public static void SendingStopSignal(this IMainLog log, string name, int pid, bool asGroup, string signal) =>
        log.Debug($"killing {name} (pid {pid}) {(asGroup ? "process group " : "")}with signal {signal}");

    public static void SendingSignal(this IMainLog log, string name, int pid, string signal) =>
        log.Debug($"sending {name} (pid {pid}) sig {signal}");

    public static void StopInBackoff(this IMainLog log, string name) =>
        log.Debug($"Attempted to kill {name}, which is in BACKOFF state.");

    public static void GoneBeforeSignal(this IMainLog log, string name, int pid, string why) =>
        log.Debug($"unable to signal {name} (pid {pid}), it probably just exited on its own: {why}");

    public static void WaitingToStop(this IMainLog log, string name) => log.Info($"waiting for {name} to stop");

    public static void WaitingToDie(this IMainLog log, IEnumerable<string> names) => log.Info($"waiting for {string.Join(", ", names)} to die");

    public static void ReapedUnknown(this IMainLog log, int pid, string how) => log.Info($"reaped unknown pid {pid} ({how})");

    public static void CapturedEvent(this IMainLog log, string name, string channel) => log.Debug($"'{name}' {channel} emitted a comm event");

    public static void KillsTree(this IMainLog log, string name, IReadOnlyList<Survivor> left) =>
        log.Warn($"killing what '{name}' has left behind with SIGKILL: {string.Join(", ", left.Take(5).Select(each => $"pid {each.Process.Pid} ({each.Command})"))}"
            + (left.Count > 5 ? $" and {left.Count - 5} more" : ""));

    public static void TreeNotEnded(this IMainLog log, string name, string reason) => log.Error($"what '{name}' has left behind was not ended: {reason}");
}
