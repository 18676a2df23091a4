using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>Starting and stopping what waits for each other.</summary>
internal sealed partial class SupervisorApi
{
    /// <summary>Every process after what it depends on; empty where nothing depends on anything.</summary>
    public IReadOnlyList<DependencyOverview> GetGraph() =>
    [
        .. table.Gates.Graph.InOrder().Select(process => new DependencyOverview(
            process.GroupName,
            process.Name,
            process.State,
            table.Gates.TextOf(process) ?? "",
            table.Gates.Graph.NeedsOf(process),
            [.. table.Gates.Graph.DependentsOf(process).Select(FullName)])),
    ];

    /// <summary>Stops a process or a group, and before it all that depend on it.</summary>
    public Task<IReadOnlyList<ProcessResult>> StopWithDependentsAsync(string name, bool wait)
    {
        var (group, one) = Find(name);
        var meant = one is null ? group.ByPriority.ToList() : [one];
        var dependents = meant.SelectMany(table.Gates.Graph.AllDependentsOf).Distinct().Except(meant).ToList();
        if (one is not null && !one.State.IsRunning() && !table.Gates.IsWaiting(one) && !dependents.Exists(each => each.State.IsRunning()))
            throw new RpcException(FaultCode.NotRunning, name);
        return StopEachAsync([.. dependents, .. meant], wait);
    }

    private async Task StartWhenMetAsync(ManagedProcess process, string name, bool wait, CommandResolution command, HashSet<ManagedProcess> begun)
    {
        table.Gates.Ask(process, command, begun);
        if (wait && table.Gates.OutcomeOf(process) is { } outcome)
            await FollowAsync(process, name, outcome);
    }

    /// <summary>It was begun for the sake of another that this call starts.</summary>
    private Task FollowStartAsync(ManagedProcess process, string name, bool wait)
    {
        if (!wait)
            return Task.CompletedTask;
        if (table.Gates.OutcomeOf(process) is { } outcome)
            return FollowAsync(process, name, outcome);
        return SettledAsync(process, name, process.State == ProcessState.Starting ? process.NextState(state => state != ProcessState.Starting) : null);
    }

    private static async Task FollowAsync(ManagedProcess process, string name, Task<StartOutcome> waiting)
    {
        var outcome = await waiting;
        if (outcome.Refusal is { } reason)
            throw new RpcException(FaultCode.SpawnError, $"{name}: {reason}");
        if (outcome.IsStopped)
            throw new RpcException(FaultCode.AbnormalTermination, name);
        if (process.IsRetired)
            throw new RpcException(FaultCode.BadName, name);
        await SettledAsync(process, name, outcome.Settled);
    }

    private static async Task SettledAsync(ManagedProcess process, string name, Task<ProcessState>? settled) =>
        Judge(process, name, settled is null ? process.State : await settled);

    /// <summary>
    /// Each gets its signal when those that depend on it are down. Whoever does not wait for that has no answer to wait for.
    /// </summary>
    private async Task<IReadOnlyList<ProcessResult>> StopInOrderAsync(IReadOnlyList<ManagedProcess> processes, bool wait)
    {
        var refusals = new Dictionary<ManagedProcess, string>();
        var stopped = processes.ToDictionary(process => process, process => process.NextState(ProcessStates.IsStopped));
        var refused = processes.ToDictionary(process => process, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        table.Gates.StopInOrder(processes, process =>
        {
            if (process.Stop() is not { } refusal)
                return;
            refusals[process] = refusal;
            refused[process].TrySetResult();
        });
        return await ForEachAsync(processes, async process =>
        {
            if (wait)
                await StoppedAsync(process, Task.WhenAny(stopped[process], refused[process].Task));
            if (refusals.GetValueOrDefault(process) is { } refusal)
                throw new RpcException(FaultCode.Failed, refusal);
        });
    }

    private void TellOfDependents(ManagedProcess process)
    {
        var running = table.Gates.Graph.DependentsOf(process)
            .Where(each => each.State == ProcessState.Running && each.Options.Dependencies?.OnStop == DependencyStopAction.Keep).Select(FullName).ToList();
        if (running.Count > 0)
            context.Log.StoppedBelow(FullName(process), running);
    }
}
