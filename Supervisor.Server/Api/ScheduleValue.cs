using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Server.Api;

/// <summary>A schedule as <c>live.schedule</c> and <c>live.getStatus</c> send it; what is not known has no member.</summary>
internal static class ScheduleValue
{
    public static XmlRpcValue Of(ScheduleInfo schedule) => new XmlRpcValue.Struct([.. Members(schedule)]);

    private static IEnumerable<KeyValuePair<string, XmlRpcValue>> Members(ScheduleInfo schedule)
    {
        yield return new("group", schedule.Group);
        yield return new("process", schedule.Process);
        yield return new("on", schedule.IsOn);
        if (schedule.NextRun is { } next)
            yield return new("next_run", next);
        if (schedule.LastRun is { } last)
            yield return new("last_run", last);
        if (schedule.LastDuration is { } duration)
            yield return new("last_duration", new XmlRpcValue.Double(duration));
        yield return new("skipped", schedule.Skipped);
        yield return new("queued", schedule.IsQueued);
    }
}
