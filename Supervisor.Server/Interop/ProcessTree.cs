namespace Supervisor.Server.Interop;

/// <summary>Who descends from whom in a list of processes.</summary>
internal static class ProcessTree
{
    /// <summary>The parent, its parent and so on.</summary>
    public static HashSet<int> Ancestors(int pid, IReadOnlyDictionary<int, ProcessStat> processes)
    {
        var ancestors = new HashSet<int>();
        while (processes.TryGetValue(pid, out var process) && process.Parent > 0 && ancestors.Add(process.Parent))
            pid = process.Parent;
        return ancestors;
    }

    /// <summary>The process itself, where it is among them, then its children, then theirs.</summary>
    public static IReadOnlyList<ProcessStat> WithDescendants(int pid, IReadOnlyList<ProcessStat> processes)
    {
        var children = processes.ToLookup(process => process.Parent);
        var found = processes.Where(process => process.Pid == pid).ToList();
        for (var i = 0; i < found.Count; i++)
            found.AddRange(children[found[i].Pid].Where(child => child.Pid != found[i].Pid));
        return found;
    }
}
