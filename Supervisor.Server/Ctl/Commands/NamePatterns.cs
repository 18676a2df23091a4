using Supervisor.Rpc.Contract;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>
/// Names with <c>*</c>, <c>?</c> and <c>[…]</c>, replaced by what they match: a process by its own name or by its full <c>group:name</c>.
/// What is a name already, <c>group:*</c> of a group that exists, or matches nothing stays as it is.
/// </summary>
internal static class NamePatterns
{
    /// <summary>Asks the daemon only where there is a pattern.</summary>
    public static IReadOnlyList<string> Expand(Session session, IReadOnlyList<string> names)
    {
        if (!names.Any(IsPattern))
            return names;
        return Expand(Answers.ProcessInfos(session.Client.Call("getAllProcessInfo")), names);
    }

    public static IReadOnlyList<string> Expand(IReadOnlyList<ProcessInfo> processes, IReadOnlyList<string> names) =>
        [.. names.SelectMany(name => IsPattern(name) ? Matches(processes, name) : [name])];

    /// <summary>The same for names of groups.</summary>
    public static IReadOnlyList<string> ExpandGroups(IEnumerable<string> groups, IReadOnlyList<string> names)
    {
        var all = groups.Distinct().ToList();
        return [.. names.SelectMany(name => IsPattern(name) && !all.Contains(name) ? OrItself(all.Where(g => Glob.IsMatch(name, g)), name) : [name])];
    }

    /// <summary>Which groups are meant, each once and in the order of the names; a name that is no group is told, and is among them.</summary>
    public static HashSet<string> ChooseGroups(IReadOnlySet<string> known, IReadOnlyList<string> names, Action<string> fail)
    {
        var wanted = ExpandGroups(known, names).ToHashSet();
        foreach (var name in wanted.Where(name => !known.Contains(name)))
            fail($"ERROR: no such group: {name}");
        return wanted;
    }

    public static bool IsPattern(string name) => NameSpec.Parse(name) is var spec
        && (HasMagic(spec.Group) || (spec.Process is { } process && HasMagic(process)));

    private static IEnumerable<string> Matches(IReadOnlyList<ProcessInfo> processes, string name)
    {
        var spec = NameSpec.Parse(name);
        if (processes.Any(p => p.Group == spec.Group && (spec.Process is null || p.Name == spec.Process)))
            return [name];
        var matching = processes
            .Where(p => Glob.IsMatch(name, p.Name) || Glob.IsMatch(name, $"{p.Group}:{p.Name}"))
            .Select(p => NameSpec.Show(p.Group, p.Name));
        return OrItself(matching, name);
    }

    private static IEnumerable<string> OrItself(IEnumerable<string> matching, string name) => matching.DefaultIfEmpty(name);

    private static bool HasMagic(string text) => text.AsSpan().IndexOfAny("*?[") >= 0;
}
