using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>The main log's lines about what waits for what.</summary>
internal static class DependencyLog
{
    public static void Waiting(this IMainLog log, string name, string dependencies) => log.Info($"waiting: {name} for {dependencies}");

    public static void GaveUpWaiting(this IMainLog log, string name, string text) => log.Error($"gave up: {name} {text} (depends_timeout)");

    public static void StoppedBelow(this IMainLog log, string name, IEnumerable<string> dependents) =>
        log.Warn($"stopped {name}, on which run: {string.Join(", ", dependents)}");

    public static void StopsWith(this IMainLog log, string name, string dependency, bool startsAgain) =>
        log.Info($"stopping {name}, which depends on {dependency}{(startsAgain ? "; it starts again with it" : "")}");
}
