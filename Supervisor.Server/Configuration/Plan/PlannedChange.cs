namespace Supervisor.Server.Configuration;

/// <summary>What a new configuration does to a process, from the mildest to the strongest for one that is there in both.</summary>
internal enum PlannedKind
{
    Keep,

    /// <summary>Another policy or another log: what runs goes on running.</summary>
    Adjust,

    /// <summary>Another program, user or surroundings: a running child has to be replaced.</summary>
    Restart,

    Add,
    Remove,

    /// <summary>No group, but an included file that is left out: what runs from it stays as it is.</summary>
    Broken,
}

internal static class PlannedKinds
{
    /// <summary>As a plan says it: <c>keep</c>, <c>adjust</c>, <c>restart</c>, <c>add</c>, <c>remove</c>, <c>broken</c>.</summary>
    public static string Word(this PlannedKind kind) => kind switch
    {
        PlannedKind.Keep => "keep",
        PlannedKind.Adjust => "adjust",
        PlannedKind.Restart => "restart",
        PlannedKind.Add => "add",
        PlannedKind.Broken => "broken",
        _ => "remove",
    };
}

/// <summary>One option that differs.</summary>
/// <param name="Name">As written in the file: <c>stopwaitsecs</c>, <c>stdout_logfile</c>.</param>
/// <param name="Old">As one would write it; null where it was not set, and for what is secret.</param>
/// <param name="New">The same of the new configuration.</param>
/// <param name="IsHard">Whether a running child has to be replaced for it.</param>
internal sealed record ChangedKey(string Name, string? Old, string? New, bool IsHard);

/// <summary>What a new configuration does to one process, or to a group itself, and why.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Process">The process's name in its group; null for the row of the group itself.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Keys">The options that differ, in the order of the table; none for what is kept, added or removed.</param>
internal sealed record PlannedChange(string Group, string? Process, PlannedKind Kind, EquatableList<ChangedKey> Keys)
{
    public static PlannedChange Of(string group, string? process, PlannedKind kind) => new(group, process, kind, EquatableList<ChangedKey>.Empty);

    /// <summary>The file stands in the place of the group.</summary>
    public static PlannedChange Of(BrokenFile file) => new(file.Path, null, PlannedKind.Broken, new([new ChangedKey("left out", null, file.Reason, false)]));

    /// <summary>Of what is there before and after: the strongest of the keys decides.</summary>
    public static PlannedChange Of(string group, string? process, IReadOnlyList<ChangedKey> keys) =>
        new(group, process, keys.Count == 0 ? PlannedKind.Keep : keys.Any(k => k.IsHard) ? PlannedKind.Restart : PlannedKind.Adjust, new(keys));
}
