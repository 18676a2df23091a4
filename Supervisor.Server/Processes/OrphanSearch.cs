using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// Whose processes are looked for: the programs that an earlier life of this daemon started, which nobody supervises. It is strict: whom another
/// daemon that lives may have started is nobody's orphan.
/// </summary>
/// <param name="Owners">The marks of the configured programs, each with the user that it runs as.</param>
/// <param name="ServerUrl">The address that this daemon holds, and that therefore no other has; null where it has none.</param>
internal sealed record OrphanSearch(IReadOnlyDictionary<ProgramMarks, int> Owners, string? ServerUrl)
{
    /// <summary>The orphans among the processes, with the marks of each. Pure but for what it asks.</summary>
    /// <param name="processes">All there are.</param>
    /// <param name="facts">Tells more of one.</param>
    /// <param name="supervised">The pids of those that this daemon has adopted.</param>
    public IReadOnlyList<(Survivor Orphan, ProgramMarks Marks)> Among(IReadOnlyList<ProcessStat> processes, IProcessFacts facts, IReadOnlySet<int>? supervised = null)
    {
        var byPid = processes.ToDictionary(process => process.Pid);
        var self = Environment.ProcessId;
        var ancestors = ProcessTree.Ancestors(self, byPid);
        var adopters = ancestors.Append(1).Where(pid => byPid.TryGetValue(pid, out var adopter) && !facts.IsSupervisor(adopter)).ToHashSet();
        return
        [
            .. from process in processes
               // Whom a daemon starts leads a group, and therefore no session. Who has lost its parent is init's, or an ancestor's that adopts.
               where process.Group == process.Pid && process.Session != process.Pid && adopters.Contains(process.Parent)
               where process.Pid != self && supervised?.Contains(process.Pid) != true && !ancestors.Contains(process.Pid)
               let marks = ProgramMarks.Of(facts.Environment(process.Pid))
               where marks is not null && IsOurs(process, marks, processes, facts) && facts.IsNear(process.Pid)
               select (new Survivor(process, marks.ProcessName, facts.Command(process)), marks),
        ];
    }

    /// <summary>
    /// An address tells whose it is. Names alone may be those of other daemons: there must be none in its session, and its user the right one.
    /// </summary>
    private bool IsOurs(ProcessStat process, ProgramMarks marks, IReadOnlyList<ProcessStat> processes, IProcessFacts facts)
    {
        if (ServerUrl is not null && marks.ServerUrl == ServerUrl)
            return true;
        return Owners.TryGetValue(marks, out var owner) && facts.Owner(process.Pid) == owner
            && !processes.Any(other => other.Session == process.Session && other.Pid != Environment.ProcessId && facts.IsSupervisor(other));
    }
}
