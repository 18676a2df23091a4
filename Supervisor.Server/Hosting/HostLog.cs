using System.Net;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Api;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Hosting;

/// <summary>The main log's lines about the daemon itself, worded as stock words them: scripts grep for these.</summary>
internal static class HostLog
{
    public const string RunningAsRoot =
        "Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  "
        + "If you intend to run as root, you can set user=root in the config file to avoid this message.";

    public static void InterfaceInitialized(this IMainLog log) => log.Info("RPC interface 'supervisor' initialized");

    public static void NoAuthentication(this IMainLog log, string section) =>
        log.Critical($"Server '{section}' running without any HTTP authentication checking");

    /// <summary>Stock's line above is said of the loopback too, and does not tell what to do. Nothing to say where only this machine reaches the server.</summary>
    public static void OpenToTheNetwork(this IMainLog log, string section, EndPoint listening)
    {
        if (ServerReach.IsBeyondThisMachine(listening))
        {
            log.Critical(
                $"Server '{section}' listens on {listening} without a password: whoever can reach that address can start and stop every program and read "
                + $"its logs. Set username and password in [{section}], or let it listen on this machine alone: port=127.0.0.1:{((IPEndPoint)listening).Port}");
        }
    }

    public static void Daemonizing(this IMainLog log) => log.Info("daemonizing the supervisord process");

    public static void Started(this IMainLog log, int pid) => log.Info($"supervisord started with pid {pid}");

    public static void ExitRequested(this IMainLog log, string signal) => log.Warn($"received {signal} indicating exit request");

    public static void EssentialEnded(this IMainLog log, string name, string how) => log.Warn($"shutting down: essential program {name} {how}");

    public static void AllDone(this IMainLog log) => log.Warn("shutting down: no program is left that runs or will (exit_when_done)");

    public static void RestartRequested(this IMainLog log, string signal) => log.Warn($"received {signal} indicating restart request");

    public static void RestartIgnored(this IMainLog log, string signal) =>
        log.Warn($"ignored {signal} indicating restart request (shutdown in progress)");

    public static void RestartRefused(this IMainLog log, string reason) =>
        log.Error($"restart refused, the daemon goes on with the configuration it has: {reason}");

    public static string RestartFailed(string reason) => $"the restart failed and is tried again: {reason}";

    /// <summary>A mistake of ours that must not cost anybody a program.</summary>
    public static void TurnFailed(this IMainLog log, Exception failure) =>
        log.Critical($"unexpected failure, please report it; the daemon goes on: {failure}");

    public static void UpgradeRequested(this IMainLog log, string signal) => log.Info($"received {signal} indicating upgrade request");

    public static void TookOver(this IMainLog log, string version, int generation, double milliseconds, int kept) =>
        log.Info(FormattableString.Invariant($"took over from {version} (generation {generation}) in {milliseconds:0} ms: {kept} programs run on"));

    /// <summary>What an upgrade has changed for a process that runs.</summary>
    public static void Followed(this IMainLog log, UpdateStep step) => log.Info(
        $"{NameOf(step.Group, step.Process)}: {(step.Action == "failed" ? step.Text : $"{step.Action} ({string.Join(", ", step.Keys)})")}");

    /// <summary>What an upgrade does not do.</summary>
    public static void AwaitsUpdate(this IMainLog log, PlannedChange change)
    {
        if (change.Kind is not (PlannedKind.Keep or PlannedKind.Adjust) && change.Process is not null)
            log.Info($"{NameOf(change.Group, change.Process)}: waits for an update ({change.Kind.Word()})");
    }

    private static string NameOf(string group, string? process) => process is null ? group : NameSpec.Show(group, process);

    public static void CameBack(this IMainLog log, string reason) => log.Error($"upgrade refused, the program that was to take over gave back: {reason}");

    public static void ReopenRequested(this IMainLog log, string signal) => log.Info($"received {signal} indicating log reopen request");

    public static void ChildSignal(this IMainLog log, string signal) => log.Debug($"received {signal} indicating a child quit");
}
