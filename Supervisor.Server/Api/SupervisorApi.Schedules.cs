using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What runs by the clock.</summary>
internal sealed partial class SupervisorApi
{
    /// <summary>Of all processes that run by the clock, by their names.</summary>
    public IReadOnlyList<ScheduleInfo> GetSchedules() => [.. AllScheduled.Select(InfoOf)];

    /// <summary>Tells what is known of the runs of a process, or of those of a group, after an order was followed.</summary>
    /// <param name="name">A process or <c>group:*</c>; empty for all that run by the clock.</param>
    /// <param name="order">Empty for none, or <c>on</c>, <c>off</c>, <c>now</c>.</param>
    public IReadOnlyList<ScheduleInfo> Schedule(string name, string order)
    {
        var processes = name.Length == 0 ? [.. AllScheduled] : Scheduled(name);
        foreach (var process in processes)
            Order(process, order);
        return [.. processes.Select(InfoOf)];
    }

    private IEnumerable<ManagedProcess> AllScheduled => table.AllByName.Where(process => process.Schedule is not null);

    private List<ManagedProcess> Scheduled(string name)
    {
        var (group, one) = Find(name);
        List<ManagedProcess> meant = one is not null ? [one] : [.. group.ByPriority.Where(process => process.Schedule is not null)];
        return meant.TrueForAll(process => process.Schedule is not null) && meant.Count > 0
            ? meant
            : throw new RpcException(FaultCode.Failed, "it has no schedule (cron or interval)");
    }

    private void Order(ManagedProcess process, string order)
    {
        switch (order)
        {
            case "":
                break;
            case "on" or "off":
                table.Schedules.Switch(process, isOn: order == "on");
                break;
            case "now" when process.IsBusy && process.Options.Schedule!.Overlap == ScheduleOverlap.Skip:
                throw new RpcException(FaultCode.Failed, "a run of it is under way");
            case "now":
                table.Schedules.RunNow(process);
                break;
            default:
                throw new RpcException(FaultCode.IncorrectParameters, $"{order} (one of: on, off, now)");
        }
    }

    private ScheduleInfo InfoOf(ManagedProcess process)
    {
        var schedule = process.Schedule!;
        return new(
            process.GroupName,
            process.Name,
            !schedule.IsOff,
            Seconds(table.Schedules.NextRun(process)),
            Seconds(schedule.LastRun),
            schedule.LastDuration is { } duration ? Math.Round(duration.TotalSeconds, 3) : null,
            schedule.Skipped,
            schedule.Pending != PendingRun.None);
    }

    private static int? Seconds(DateTimeOffset? time) => time is { } at ? (int)Math.Min(at.ToUnixTimeSeconds(), int.MaxValue) : null;
}
