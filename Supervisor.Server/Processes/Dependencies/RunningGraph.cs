using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>One item of <c>depends_on</c> with the processes that run by that name; none where nothing of that name is in service.</summary>
internal sealed record RunningEdge(Dependency Dependency, IReadOnlyList<ManagedProcess> Targets);

/// <summary>
/// The graph of what is in service, which may be older than the configuration, or half of it. Follows from the options of the groups. Loop thread
/// only.
/// </summary>
internal sealed class RunningGraph
{
    private readonly DependencyGraph _graph;
    private readonly Dictionary<ProcessKey, ManagedProcess> _processes = [];
    private readonly Dictionary<ManagedProcess, IReadOnlyList<RunningEdge>> _needs = [];

    public RunningGraph(IEnumerable<ProcessGroup> groups)
    {
        var inOrder = groups.ToList();
        _graph = new DependencyGraph([.. inOrder.Select(g => g.Options)]);
        if (_graph.IsEmpty)
            return;
        foreach (var process in inOrder.SelectMany(g => g.Processes))
            _processes[Key(process)] = process;
        foreach (var (key, process) in _processes)
        {
            if (_graph.NeedsOf(key) is { Count: > 0 } needs)
                _needs.Add(process, [.. needs.Select(edge => new RunningEdge(edge.Dependency, Known(edge.Targets)))]);
        }
    }

    public bool IsEmpty => _graph.IsEmpty;

    public IReadOnlyList<RunningEdge> NeedsOf(ManagedProcess process) => _needs.GetValueOrDefault(process) ?? [];

    public IReadOnlyList<ManagedProcess> DependentsOf(ManagedProcess process) => IsEmpty ? [] : Known(_graph.DependentsOf(Key(process)));

    /// <summary>Directly and by way of others; on a cycle nobody.</summary>
    public IReadOnlyList<ManagedProcess> AllDependentsOf(ManagedProcess process) => IsEmpty ? [] : Known(_graph.AllDependentsOf(Key(process)));

    /// <summary>Each after what it depends on; empty where nothing depends on anything.</summary>
    public IReadOnlyList<ManagedProcess> InOrder() => IsEmpty ? [] : Known(_graph.InOrder());

    private static ProcessKey Key(ManagedProcess process) => new(process.GroupName, process.Name);

    private List<ManagedProcess> Known(IEnumerable<ProcessKey> keys) => [.. keys.Select(key => _processes.GetValueOrDefault(key)).OfType<ManagedProcess>()];
}
