using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>The main log's lines about children that outlive the daemon; stock knows nothing of them.</summary>
internal static class AdoptionLog
{
    public static void Adopted(this IMainLog log, ManagedProcess process, int pid, IReadOnlyList<string> changed)
    {
        log.Info($"adopted: '{process.Name}' with pid {pid}");
        if (changed.Count > 0)
            log.Warn($"'{process.Name}' (pid {pid}) was started with other options and runs on with those: {string.Join(", ", changed)}; restart it to have it follow");
    }

    public static void EndedUnsupervised(this IMainLog log, LastingChild child) =>
        log.Info($"'{child.Name}' of an earlier life (pid {child.Marks.Pid}) ended while no supervisord ran");

    public static void NotAdopted(this IMainLog log, LastingChild child, string reason) =>
        log.Warn($"'{child.Name}' of an earlier life (pid {child.Marks.Pid}) runs and cannot be adopted: {reason}");

    public static void NobodyAdopted(this IMainLog log, string reason) =>
        log.Error($"programs of an earlier life with survive=true, if there are any, are not adopted: {reason}");

    public static void NoLogOfAdopted(this IMainLog log, string name, string reason) =>
        log.Error($"the output of '{name}', which was adopted, is written to no log until it is restarted: {reason}");

    public static void LogOfAdoptedIsLate(this IMainLog log, string name) =>
        log.Warn($"the log of '{name}', which was adopted, does not answer: its output waits; other programs are not affected");

    public static void StateFileFails(this IMainLog log, string path, int errno) =>
        log.Error($"state_file '{path}' cannot be written: {Errno.Text(errno)}; until it can, programs with survive=true that start now are not adopted after a crash of the daemon");

    public static void StateFileWorks(this IMainLog log, string path) => log.Info($"state_file '{path}' is written again");

    public static void NoStateFile(this IMainLog log, string reason) =>
        log.Critical($"{reason}; programs with survive=true are not adopted after a crash of the daemon");
}
