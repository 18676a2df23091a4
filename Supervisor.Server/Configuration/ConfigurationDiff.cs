namespace Supervisor.Server.Configuration;

/// <summary>What a new configuration changes, by groups.</summary>
internal sealed record ConfigurationDiff(
    IReadOnlyList<GroupOptions> Added, IReadOnlyList<GroupOptions> Changed, IReadOnlyList<GroupOptions> Removed)
{
    /// <param name="running">In the order the groups were added.</param>
    /// <param name="wanted">In the order of the new configuration; of two of one name the first counts.</param>
    public static ConfigurationDiff Between(IReadOnlyList<GroupOptions> running, IReadOnlyList<GroupOptions> wanted)
    {
        var before = running.ToDictionary(g => g.Name);
        var first = wanted.DistinctBy(g => g.Name).ToList();
        var names = first.Select(g => g.Name).ToHashSet();
        return new(
            [.. first.Where(g => !before.ContainsKey(g.Name))],
            [.. first.Where(g => before.TryGetValue(g.Name, out var old) && !old.Equals(g))],
            [.. running.Where(g => !names.Contains(g.Name))]);
    }
}
