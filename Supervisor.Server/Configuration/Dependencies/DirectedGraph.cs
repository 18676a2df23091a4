namespace Supervisor.Server.Configuration;

/// <summary>What leads to what, by number. Pure.</summary>
/// <param name="edges">For each node the nodes that have to come before it.</param>
internal sealed class DirectedGraph(IReadOnlyList<IReadOnlyList<int>> edges)
{
    /// <summary>
    /// Kahn's order: each node after those that have to come before it; of several that may come next the lowest. What is on a cycle, or behind one,
    /// comes last, by number.
    /// </summary>
    /// <param name="sorted">How many of them are in order: all, where there is no cycle.</param>
    public IReadOnlyList<int> Order(out int sorted)
    {
        var after = Reversed();
        var missing = edges.Select(before => before.Count).ToArray();
        var free = new PriorityQueue<int, int>(Enumerable.Range(0, edges.Count).Where(node => missing[node] == 0).Select(node => (node, node)));
        var order = new List<int>(edges.Count);
        while (free.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var next in after[node].Where(next => --missing[next] == 0))
                free.Enqueue(next, next);
        }
        sorted = order.Count;
        order.AddRange(Enumerable.Range(0, edges.Count).Except([.. order]));
        return order;
    }

    /// <summary>The shortest way round from a node back to it, from the lowest node there is one of that length from; null where there is none.</summary>
    public IReadOnlyList<int>? ShortestCycle()
    {
        List<int>? shortest = null;
        var order = Order(out var sorted);
        foreach (var start in order.Skip(sorted))
        {
            if (shortest?.Count == 1)
                break;
            if (CycleFrom(start) is { } cycle && (shortest is null || cycle.Count < shortest.Count))
                shortest = cycle;
        }
        return shortest;
    }

    /// <summary>All that a node leads to, itself only where it is on a cycle.</summary>
    public IReadOnlySet<int> ReachableFrom(int start)
    {
        var reached = new HashSet<int>();
        var left = new Stack<int>(edges[start]);
        while (left.TryPop(out var node))
        {
            if (!reached.Add(node))
                continue;
            foreach (var next in edges[node])
                left.Push(next);
        }
        return reached;
    }

    /// <summary>For each node those that it has to come before.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Reversed()
    {
        var after = edges.Select(_ => new List<int>()).ToArray();
        for (var node = 0; node < edges.Count; node++)
        {
            foreach (var before in edges[node])
                after[before].Add(node);
        }
        return after;
    }

    private List<int>? CycleFrom(int start)
    {
        var cameFrom = new Dictionary<int, int>();
        var left = new Queue<int>([start]);
        while (left.TryDequeue(out var node))
        {
            foreach (var next in edges[node])
            {
                if (next == start)
                    return WayTo(node, start, cameFrom);
                if (cameFrom.TryAdd(next, node))
                    left.Enqueue(next);
            }
        }
        return null;
    }

    private static List<int> WayTo(int node, int start, Dictionary<int, int> cameFrom)
    {
        var way = new List<int> { node };
        for (var at = node; at != start; at = cameFrom[at])
            way.Add(cameFrom[at]);
        way.Reverse();
        return way;
    }
}
