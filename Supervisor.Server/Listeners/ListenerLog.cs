using Supervisor.Server.Logging;

namespace Supervisor.Server.Listeners;

/// <summary>The main log's lines about listeners and their pools, worded as stock words them: scripts grep for these.</summary>
internal static class ListenerLog
{
    public static void EventSent(this IMainLog log, string name, long serial) => log.Debug($"event {serial} sent to listener {name}");

    public static void ListenerGone(this IMainLog log, string name, long serial) =>
        log.Debug($"epipe occurred while sending event {serial} to listener {name}, listener state unchanged");

    public static void Rebuffering(this IMainLog log, string pool, long serial, EventBuffer buffer) =>
        log.Debug($"rebuffering event {serial} for pool {pool} (buf size={buffer.Count}, max={buffer.Capacity})");

    public static void Overflowed(this IMainLog log, string pool, long discarded) =>
        log.Error($"pool {pool} event buffer overflowed, discarding event {discarded}");

    public static void Processed(this IMainLog log, string name) => log.Debug($"{name}: event was processed");

    public static void Rejected(this IMainLog log, string name) => log.Warn($"{name}: event was rejected");

    public static void BadResultLine(this IMainLog log, string name, string line) => log.Warn($"{name}: bad result line: '{line}'");

    public static void Changed(this IMainLog log, string name, ListenerState from, ListenerState to)
    {
        log.Debug($"{name}: {from.WireName()} -> {to.WireName()}");
        if (to == ListenerState.Unknown)
        {
            log.Warn(
                $"{name}: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated "
                + "the eventlistener protocol");
        }
    }
}
