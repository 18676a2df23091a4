using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>
/// Stops processes so that each gets its signal when all that depend on it, of those that are meant, are down. Owns those that have not had theirs.
/// Loop thread only.
/// </summary>
/// <param name="graph">Who depends on whom.</param>
/// <param name="isUp">Whether one is still waited for.</param>
/// <param name="stop">Stops one.</param>
internal sealed class StopSequence(RunningGraph graph, Func<ManagedProcess, bool> isUp, Action<ManagedProcess> stop)
{
    private readonly Dictionary<ManagedProcess, List<ManagedProcess>> _held = [];

    public bool IsEmpty => _held.Count == 0;

    /// <summary>It is to be stopped and was not yet: should it end by itself, it must not start again.</summary>
    public bool Holds(ManagedProcess process) => _held.ContainsKey(process);

    /// <param name="processes">In the order of before there were dependencies.</param>
    /// <param name="withDependents">Whether those that depend on them are meant, too, whoever they are.</param>
    public void Add(IEnumerable<ManagedProcess> processes, bool withDependents)
    {
        var meant = processes.ToList();
        var dependents = meant.ToDictionary(process => process, graph.AllDependentsOf);
        foreach (var dependent in withDependents ? dependents.Values.SelectMany(all => all).Distinct().ToList() : [])
            dependents.TryAdd(dependent, graph.AllDependentsOf(dependent));
        foreach (var (process, before) in dependents)
            _held[process] = [.. before.Where(dependents.ContainsKey)];
        Advance();
    }

    /// <summary>Those whose turn has come get their signal.</summary>
    public void Advance()
    {
        for (var isOver = false; !isOver;)
        {
            var free = _held.Where(each => !each.Value.Exists(IsBefore)).Select(each => each.Key).ToList();
            isOver = free.Count == 0;
            foreach (var process in free)
            {
                _held.Remove(process);
                stop(process);
            }
        }
    }

    private bool IsBefore(ManagedProcess dependent) => _held.ContainsKey(dependent) || (!dependent.IsRetired && isUp(dependent));

    public static bool IsUp(ManagedProcess process) => !process.State.IsStopped();
}
