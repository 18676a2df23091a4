namespace Supervisor.Server.Configuration;

/// <summary>What a new configuration changes, by groups: stock's three lists, which follow from the plan of every process.</summary>
internal sealed record ConfigurationDiff(
    IReadOnlyList<GroupOptions> Added, IReadOnlyList<GroupOptions> Changed, IReadOnlyList<GroupOptions> Removed)
{
    /// <param name="running">In the order the groups were added.</param>
    /// <param name="wanted">In the order of the new configuration; of two of one name the first counts.</param>
    public static ConfigurationDiff Between(IReadOnlyList<GroupOptions> running, IReadOnlyList<GroupOptions> wanted)
    {
        var after = wanted.DistinctBy(g => g.Name).ToDictionary(g => g.Name);
        var before = running.ToDictionary(g => g.Name);
        var (added, changed, removed) = (new List<GroupOptions>(), new List<GroupOptions>(), new List<GroupOptions>());
        // Each group's own row comes first, and the groups come in order.
        foreach (var group in ConfigurationPlan.Between(running, wanted).GroupBy(change => change.Group))
        {
            var own = group.First().Kind;
            if (own == PlannedKind.Add)
                added.Add(after[group.Key]);
            else if (own == PlannedKind.Remove)
                removed.Add(before[group.Key]);
            else if (group.Any(change => change.Kind != PlannedKind.Keep))
                changed.Add(after[group.Key]);
        }
        return new(added, changed, removed);
    }
}
