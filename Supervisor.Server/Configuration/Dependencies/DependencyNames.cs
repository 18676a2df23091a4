using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Configuration;

/// <summary>Which processes a name in <c>depends_on</c> means, among some groups.</summary>
internal sealed class DependencyNames
{
    private readonly Dictionary<string, List<ProcessKey>> _groups;
    private readonly Dictionary<string, List<ProcessKey>> _programs;

    public DependencyNames(IEnumerable<GroupOptions> groups)
    {
        var all = groups.SelectMany(g => g.Processes.Select(p => (Key: new ProcessKey(g.Name, p.Name), Program: p.Program ?? p.Name))).Distinct().ToList();
        _groups = all.Select(each => each.Key).Distinct().GroupBy(key => key.Group).ToDictionary(keys => keys.Key, keys => keys.ToList());
        _programs = all.GroupBy(each => each.Program).ToDictionary(each => each.Key, each => each.Select(one => one.Key).ToList());
    }

    /// <summary><c>group:process</c>, <c>group:*</c>, a program's section, a group: in this order. Empty where it means none.</summary>
    public IReadOnlyList<ProcessKey> Find(string name)
    {
        if (!name.Contains(':', StringComparison.Ordinal))
            return _programs.GetValueOrDefault(name) ?? _groups.GetValueOrDefault(name) ?? [];
        var (group, process) = NameSpec.Parse(name);
        var all = _groups.GetValueOrDefault(group) ?? [];
        return process is null ? all : [.. all.Where(key => key.Process == process)];
    }
}
