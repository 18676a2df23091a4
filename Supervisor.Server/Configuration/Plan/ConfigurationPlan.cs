namespace Supervisor.Server.Configuration;

/// <summary>
/// What has to happen so that what runs becomes what is configured. For each group one row of its own, then one for each of its processes,
/// told apart by name: a process that moves to another group is removed from one and added to the other.
/// </summary>
internal static class ConfigurationPlan
{
    /// <param name="running">In the order the groups were added.</param>
    /// <param name="wanted">In the order of the new configuration; of two of one name the first counts.</param>
    /// <returns>What is wanted, in its order, then the groups that are gone.</returns>
    public static IReadOnlyList<PlannedChange> Between(IReadOnlyList<GroupOptions> running, IReadOnlyList<GroupOptions> wanted)
    {
        var before = running.ToDictionary(g => g.Name);
        var after = wanted.DistinctBy(g => g.Name).ToList();
        var names = after.Select(g => g.Name).ToHashSet();
        return
        [
            .. after.SelectMany(g => before.TryGetValue(g.Name, out var old) ? Changes(old, g) : Whole(g, PlannedKind.Add)),
            .. running.Where(g => !names.Contains(g.Name)).SelectMany(g => Whole(g, PlannedKind.Remove)),
        ];
    }

    /// <summary>The same, where a child that was adopted was born with other options than its process has: for these it has to be replaced.</summary>
    /// <param name="plan">As it is by the options alone.</param>
    /// <param name="outdated">The keys of these, by group and process.</param>
    public static IReadOnlyList<PlannedChange> WithOutdated(IReadOnlyList<PlannedChange> plan, Func<string, string, IReadOnlyList<string>> outdated) =>
    [
        .. plan.Select(change => change is { Process: { } process, Kind: PlannedKind.Keep or PlannedKind.Adjust } && outdated(change.Group, process) is { Count: > 0 } keys
            ? PlannedChange.Of(change.Group, process, [.. change.Keys, .. keys.Select(key => new ChangedKey(key, null, null, IsHard: true))])
            : change),
    ];

    private static IEnumerable<PlannedChange> Whole(GroupOptions group, PlannedKind kind) =>
        group.Processes.Select(p => PlannedChange.Of(group.Name, p.Name, kind)).Prepend(PlannedChange.Of(group.Name, null, kind));

    private static IEnumerable<PlannedChange> Changes(GroupOptions before, GroupOptions after)
    {
        var (pairs, removed) = Pair(before.Processes, after.Processes);
        var kind = ChangeTable.OfKind(before, after);
        yield return PlannedChange.Of(after.Name, null, [.. GroupKeys(before, after, kind), .. OrderKeys(pairs, before.Processes)]);
        foreach (var (old, process) in pairs)
        {
            yield return old is null
                ? PlannedChange.Of(after.Name, process.Name, PlannedKind.Add)
                : PlannedChange.Of(after.Name, process.Name, Distinct([kind, .. ChangeTable.Process.Select(row => row.Between(old, process))]));
        }
        foreach (var old in removed)
            yield return PlannedChange.Of(after.Name, old.Name, PlannedKind.Remove);
    }

    private static List<ChangedKey> GroupKeys(GroupOptions before, GroupOptions after, ChangedKey? kind)
    {
        IEnumerable<ChangedKey?> ofPool = before is ListenerPoolOptions old && after is ListenerPoolOptions pool
            ? ChangeTable.ListenerPool.Select(row => row.Between(old, pool))
            : [];
        return Distinct([kind, .. ChangeTable.Group.Select(row => row.Between(before, after)), .. ofPool]);
    }

    /// <summary>A priority that changed may move its process by itself, and numbers that come or go move nobody.</summary>
    private static IEnumerable<ChangedKey> OrderKeys(List<(ProcessOptions? Old, ProcessOptions New)> pairs, EquatableList<ProcessOptions> before)
    {
        var kept = pairs.Where(p => p.Old?.Priority == p.New.Priority).ToList();
        var olds = kept.Select(p => p.Old).ToHashSet<ProcessOptions?>(ReferenceEqualityComparer.Instance);
        var inOldOrder = before.Where(olds.Contains).ToList();
        return kept.Select(p => p.Old).SequenceEqual(inOldOrder, ReferenceEqualityComparer.Instance)
            ? []
            : [ChangeTable.OfOrder(inOldOrder, kept.Select(p => p.New))];
    }

    /// <summary>Each of the new ones with the one of its name before; of several of one name the first with the first.</summary>
    private static (List<(ProcessOptions? Old, ProcessOptions New)> Pairs, List<ProcessOptions> Removed) Pair(
        EquatableList<ProcessOptions> before, EquatableList<ProcessOptions> after)
    {
        var left = before.GroupBy(p => p.Name).ToDictionary(g => g.Key, g => new Queue<ProcessOptions>(g));
        var pairs = after.Select(p => (Old: left.TryGetValue(p.Name, out var olds) && olds.TryDequeue(out var old) ? old : null, New: p)).ToList();
        var gone = left.Values.SelectMany(olds => olds).ToHashSet<ProcessOptions>(ReferenceEqualityComparer.Instance);
        return (pairs, [.. before.Where(gone.Contains)]);
    }

    /// <summary>Two properties may be one key: the first that differs tells it.</summary>
    private static List<ChangedKey> Distinct(IEnumerable<ChangedKey?> keys) => [.. keys.OfType<ChangedKey>().DistinctBy(k => k.Name)];
}
