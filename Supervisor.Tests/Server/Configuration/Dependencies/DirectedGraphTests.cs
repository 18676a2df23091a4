using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Orders and cycles of graphs made by chance, against what is slow and plain.</summary>
public class DirectedGraphTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Each_comes_after_what_it_needs_and_the_lowest_first(int seed)
    {
        var edges = Dag(seed);
        var order = new DirectedGraph(edges).Order(out var sorted);
        Assert.Equal(edges.Length, sorted);
        Assert.Equal(Naive(edges), order);
        Assert.Null(new DirectedGraph(edges).ShortestCycle());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_cycle_is_found_and_is_the_shortest(int seed)
    {
        var random = new Random(seed);
        var edges = Enumerable.Range(0, random.Next(1, 14))
            .Select(_ => (IReadOnlyList<int>)[.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => random.Next(14))]).ToArray();
        edges = [.. edges.Select(needs => (IReadOnlyList<int>)[.. needs.Where(n => n < edges.Length).Distinct()])];
        var graph = new DirectedGraph(edges);
        var shortest = ShortestWayRound(edges);
        var cycle = graph.ShortestCycle();
        graph.Order(out var sorted);
        Assert.Equal(shortest is null, sorted == edges.Length);
        Assert.Equal(shortest, cycle?.Count);
        if (cycle is null)
            return;
        Assert.All(Enumerable.Range(0, cycle.Count), i => Assert.Contains(cycle[(i + 1) % cycle.Count], edges[cycle[i]]));
        Assert.Equal(cycle.Min(), cycle[0]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_reached_is_what_steps_lead_to(int seed)
    {
        var edges = Dag(seed);
        var graph = new DirectedGraph(edges);
        var reversed = new DirectedGraph(graph.Reversed());
        for (var a = 0; a < edges.Length; a++)
        {
            var reached = graph.ReachableFrom(a);
            Assert.Equal(reached, edges[a].SelectMany(b => graph.ReachableFrom(b).Append(b)).ToHashSet());
            Assert.All(reached, b => Assert.Contains(a, reversed.ReachableFrom(b)));
        }
    }

    /// <summary>Edges lead to whatever stands before in a shuffled list.</summary>
    private static IReadOnlyList<int>[] Dag(int seed)
    {
        var random = new Random(seed);
        var nodes = Enumerable.Range(0, random.Next(0, 40)).ToArray();
        random.Shuffle(nodes);
        var edges = new IReadOnlyList<int>[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
            edges[nodes[i]] = [.. nodes[..i].Where(_ => random.Next(4) == 0)];
        return edges;
    }

    private static List<int> Naive(IReadOnlyList<int>[] edges)
    {
        var order = new List<int>();
        while (order.Count < edges.Length)
            order.Add(Enumerable.Range(0, edges.Length).First(n => !order.Contains(n) && edges[n].All(order.Contains)));
        return order;
    }

    /// <summary>Floyd's and Warshall's.</summary>
    private static int? ShortestWayRound(IReadOnlyList<int>[] edges)
    {
        const int Far = 1000;
        var n = edges.Length;
        var way = new int[n, n];
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b < n; b++)
                way[a, b] = edges[a].Contains(b) ? 1 : Far;
        }
        for (var by = 0; by < n; by++)
        {
            for (var a = 0; a < n; a++)
            {
                for (var b = 0; b < n; b++)
                    way[a, b] = Math.Min(way[a, b], way[a, by] + way[by, b]);
            }
        }
        var shortest = Enumerable.Range(0, n).Min(a => way[a, a]);
        return shortest < Far ? shortest : null;
    }
}
