namespace Supervisor.Server.Configuration;

/// <summary>One item of <c>depends_on</c> with the processes it means, all of which are waited for; none where nothing has that name.</summary>
internal sealed record DependencyEdge(Dependency Dependency, IReadOnlyList<ProcessKey> Targets);

/// <summary>Which process waits for which, among some groups, whatever these do just now. Follows from the options alone.</summary>
internal sealed class DependencyGraph
{
    private readonly List<ProcessKey> _keys = [];
    private readonly Dictionary<ProcessKey, int> _numbers = [];
    private readonly List<IReadOnlyList<DependencyEdge>> _needs = [];
    private readonly DirectedGraph _graph = new([]);
    private readonly DirectedGraph _reversed = new([]);
    private readonly IReadOnlyList<IReadOnlyList<int>> _after = [];

    /// <param name="groups">In the order that decides between processes that may come next.</param>
    /// <param name="rank">Decides before that order; null for nothing that does.</param>
    public DependencyGraph(IReadOnlyList<GroupOptions> groups, Func<ProcessOptions, int>? rank = null)
    {
        // As a rule: nothing is worked out then, however many there are.
        IsEmpty = !groups.Any(group => group.Processes.Any(process => process.Dependencies is { On.Count: > 0 }));
        if (IsEmpty)
            return;
        var names = new DependencyNames(groups);
        var all = groups.SelectMany(g => g.Processes.Select(p => (Key: new ProcessKey(g.Name, p.Name), Process: p)));
        foreach (var (key, process) in rank is null ? all : all.OrderBy(each => rank(each.Process)))
        {
            // Of two processes of one name in a group the last one is the only one.
            if (_numbers.TryGetValue(key, out var again))
            {
                _needs[again] = Needs(process, names);
                continue;
            }
            _numbers.Add(key, _keys.Count);
            _keys.Add(key);
            _needs.Add(Needs(process, names));
        }
        var edges = _needs.Select(needs => (IReadOnlyList<int>)[.. needs.SelectMany(n => n.Targets).Select(t => _numbers[t]).Distinct()]).ToList();
        _graph = new DirectedGraph(edges);
        _after = _graph.Reversed();
        _reversed = new DirectedGraph(_after);
    }

    public bool IsEmpty { get; }

    public IReadOnlyList<DependencyEdge> NeedsOf(ProcessKey process) => _numbers.TryGetValue(process, out var number) ? _needs[number] : [];

    /// <summary>Those that name it, or its group or program.</summary>
    public IReadOnlyList<ProcessKey> DependentsOf(ProcessKey process) => _numbers.TryGetValue(process, out var number) ? Keys(_after[number]) : [];

    /// <summary>The same and all that depend on those, but for what it depends on itself in turn: on a cycle nobody comes first.</summary>
    public IReadOnlyList<ProcessKey> AllDependentsOf(ProcessKey process)
    {
        if (!_numbers.TryGetValue(process, out var number))
            return [];
        var dependents = _reversed.ReachableFrom(number);
        return dependents.Count == 0 ? [] : Keys(dependents.Except(_graph.ReachableFrom(number)).Order());
    }

    /// <summary>Each after what it depends on.</summary>
    public IReadOnlyList<ProcessKey> InOrder() => Keys(_graph.Order(out _));

    /// <summary>As many processes as are on it, the first one of the order first; null where there is none.</summary>
    public IReadOnlyList<ProcessKey>? ShortestCycle() => _graph.ShortestCycle() is { } cycle ? Keys(cycle) : null;

    private static List<DependencyEdge> Needs(ProcessOptions process, DependencyNames names) =>
        [.. (process.Dependencies?.On ?? EquatableList<Dependency>.Empty).Select(d => new DependencyEdge(d, names.Find(d.Name)))];

    private List<ProcessKey> Keys(IEnumerable<int> numbers) => [.. numbers.Select(number => _keys[number])];
}
