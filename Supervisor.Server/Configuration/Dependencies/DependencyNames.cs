using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Configuration;

/// <summary>Which processes a name in <c>depends_on</c> means, among some groups.</summary>
internal sealed class DependencyNames
{
    private readonly Dictionary<string, List<ProcessKey>> _groups = [];
    private readonly Dictionary<string, List<ProcessKey>> _programs = [];

    public DependencyNames(IEnumerable<GroupOptions> groups)
    {
        foreach (var group in groups)
        {
            foreach (var process in group.Processes)
            {
                var key = new ProcessKey(group.Name, process.Name);
                Add(_groups, group.Name, key);
                Add(_programs, process.Program ?? process.Name, key);
            }
        }
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

    private static void Add(Dictionary<string, List<ProcessKey>> lists, string name, ProcessKey key)
    {
        if (!lists.TryGetValue(name, out var keys))
            lists.Add(name, keys = []);
        if (!keys.Contains(key))
            keys.Add(key);
    }
}
