using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What an update has done to a group, or to a process of it.</summary>
/// <param name="Process">Null for the whole group.</param>
/// <param name="Action">Stopped, adjusted, updated, added, removed or failed.</param>
/// <param name="Keys">Which options a process or a group was adjusted to.</param>
/// <param name="Text">Why it failed, or what is to follow at the next start; empty otherwise.</param>
internal sealed record UpdateStep(string Group, string? Process, string Action, IReadOnlyList<string> Keys, string Text);

/// <summary>Making what runs follow the configuration, and restarting only what has to be.</summary>
internal sealed partial class SupervisorApi
{
    private bool _isUpdating;

    /// <summary>Rereads and carries the plan out, for these groups or for all. What cannot be done to one group does not stop the others.</summary>
    public async Task<IReadOnlyList<UpdateStep>> ApplyPlanAsync(IReadOnlyList<string> groups)
    {
        if (_isUpdating)
            throw new RpcException(FaultCode.Failed, "another update is under way");
        _isUpdating = true;
        try
        {
            await ReloadConfigAsync();
            return await ApplyAsync(change => groups.Count == 0 || groups.Contains(change.Group), mayRestart: true);
        }
        finally
        {
            _isUpdating = false;
        }
    }

    /// <summary>Of the configuration as read last, only what costs no process anything.</summary>
    public Task<IReadOnlyList<UpdateStep>> ApplySoftAsync() => ApplyAsync(_ => true, mayRestart: false);

    /// <summary>What is left to do for the configuration as read last.</summary>
    public IReadOnlyList<PlannedChange> PlanLeft() => PlanTo(daemon.Configuration);

    /// <summary>The processes whose child an earlier daemon has started, as group:process.</summary>
    public IEnumerable<string> Adopted => table.AllByName.Where(process => process.Child?.Adopted is not null).Select(FullName);

    private IReadOnlyList<PlannedChange> PlanTo(ServerConfiguration wanted) => ConfigurationPlan.WithOutdated(
        ConfigurationPlan.Between(Running(), wanted.Groups), (group, process) => table.Find(group)?.Find(process)?.OutdatedOptions ?? []);

    private async Task<IReadOnlyList<UpdateStep>> ApplyAsync(Func<PlannedChange, bool> isMeant, bool mayRestart)
    {
        var wanted = daemon.Configuration.Groups.DistinctBy(g => g.Name).ToDictionary(g => g.Name);
        var plan = PlanLeft().Where(isMeant).GroupBy(change => change.Group)
            .OrderBy(changes => changes.First().Kind switch { PlannedKind.Remove => 0, PlannedKind.Add => 2, _ => 1 }).ToList();
        var steps = new List<UpdateStep>();
        foreach (var changes in plan)
        {
            try
            {
                if (changes.First().Kind is PlannedKind.Remove or PlannedKind.Add)
                {
                    if (mayRestart)
                        await ReplaceAsync(changes.Key, changes.First().Kind, steps);
                }
                else if (changes.Any(change => change.Kind != PlannedKind.Keep))
                {
                    await ChangeAsync(wanted[changes.Key], [.. changes], mayRestart, steps);
                }
            }
            catch (RpcException refused) when (refused.Code != FaultCode.ShutdownState)
            {
                steps.Add(new(changes.Key, null, "failed", [], refused.Message));
            }
        }
        Tell(steps);
        return steps;
    }

    private void Tell(List<UpdateStep> steps)
    {
        if (steps.Count > 0 && events.HasSubscribers(EventTypeNames.ConfigurationApplied))
            events.Publish(new ConfigurationAppliedEvent(Count("added"), Count("removed"), Count("updated"), Count("adjusted"), Count("failed")));

        int Count(string action) => steps.Count(step => step.Action == action);
    }

    private async Task ReplaceAsync(string group, PlannedKind kind, List<UpdateStep> steps)
    {
        if (kind == PlannedKind.Remove)
        {
            await StopAllOfAsync(FindGroup(group).Processes, group);
            steps.Add(new(group, null, "stopped", [], ""));
            RemoveProcessGroup(group);
            steps.Add(new(group, null, "removed", [], ""));
        }
        else
        {
            await AddProcessGroupAsync(group);
            steps.Add(new(group, null, "added", [], ""));
        }
    }

    private async Task ChangeAsync(GroupOptions wanted, IReadOnlyList<PlannedChange> changes, bool mayRestart, List<UpdateStep> steps)
    {
        var own = changes[0];
        var processes = changes.Where(change => change.Process is not null).ToList();
        var soft = processes.Where(change => change.Kind is PlannedKind.Keep or PlannedKind.Adjust).Select(change => change.Process!).ToHashSet();
        if (!mayRestart && (own.Kind == PlannedKind.Restart || soft.Count < processes.Count))
            return;
        if (own.Kind == PlannedKind.Restart || (soft.Count == 0 && processes.Count > 0))
        {
            await ReplaceAsync(wanted.Name, PlannedKind.Remove, []);
            await AddProcessGroupAsync(wanted.Name);
            steps.AddRange([new(wanted.Name, null, "stopped", [], ""), new(wanted.Name, null, "updated", [], "")]);
            return;
        }
        var group = FindGroup(wanted.Name);
        var leaving = group.Processes.Where(process => !soft.Contains(process.Name)).ToList();
        var ran = leaving.Where(process => process.State.IsRunning()).Select(process => process.Name).ToHashSet();
        await StopAllOfAsync(leaving, wanted.Name);
        steps.AddRange(leaving.Select(process => new UpdateStep(wanted.Name, process.Name, "stopped", [], "")));
        RefuseWhileStopping();
        var late = await table.ChangeAsync(group, wanted, soft.Contains);
        // What ran before runs again, whoever had started it.
        foreach (var again in group.Processes.Where(process => ran.Contains(process.Name) && !soft.Contains(process.Name) && process.Status.StartedAt is null))
            table.Gates.Ask(again);
        AddAdjusted(own, processes, steps);
        steps.AddRange(late.Select(sentence => new UpdateStep(wanted.Name, null, "failed", [], sentence)));
        if (soft.Count < processes.Count)
            steps.Add(new(wanted.Name, null, "updated", [], ""));
    }

    private static void AddAdjusted(PlannedChange own, IReadOnlyList<PlannedChange> processes, List<UpdateStep> steps)
    {
        if (own.Kind == PlannedKind.Adjust)
            steps.Add(new(own.Group, null, "adjusted", [.. own.Keys.Select(key => key.Name)], ""));
        steps.AddRange(processes.Where(change => change.Kind == PlannedKind.Adjust)
            .Select(change => new UpdateStep(own.Group, change.Process, "adjusted", [.. change.Keys.Select(key => key.Name)], "")));
    }

    /// <summary>Fails where one cannot be stopped.</summary>
    private async Task StopAllOfAsync(IReadOnlyList<ManagedProcess> processes, string group)
    {
        var results = await StopEachAsync(processes, wait: true);
        if (results.FirstOrDefault(result => result.Status is not (FaultCode.Success or FaultCode.NotRunning)) is { } failed)
            throw new RpcException(FaultCode.Failed, $"{NameSpec.Show(group, failed.Name)} cannot be stopped: {failed.Description}");
        foreach (var process in processes.Where(process => process.State == ProcessState.Backoff))
            process.Stop();
    }
}
