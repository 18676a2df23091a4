using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>Whose processes are looked for: what is known of programs that do not run any more.</summary>
/// <param name="Marks">What their environments say, with the pid of a child that has the same marks now; 0 for none.</param>
/// <param name="ServerUrl">Whoever names this server is looked for too, by whatever name; null for none.</param>
/// <param name="Leaders">The pids that the programs had, with their names: the numbers of their groups and sessions.</param>
/// <param name="Living">Children that live now: they and their descendants are nobody's survivors.</param>
internal sealed record SurvivorSearch(
    IReadOnlyDictionary<ProgramMarks, int> Marks, string? ServerUrl, IReadOnlyDictionary<int, string> Leaders, IReadOnlySet<int> Living)
{
    /// <summary>
    /// Who of the processes belongs to a program that is gone. Pure but for what it asks of each: its <paramref name="environment"/>, and last,
    /// whether it <paramref name="isNear"/>, in our own namespaces, and its <paramref name="command"/>.
    /// </summary>
    public IReadOnlyList<Survivor> Among(
        IReadOnlyList<ProcessStat> processes, Func<int, byte[]> environment, Func<int, bool> isNear, Func<ProcessStat, string> command)
    {
        var byPid = processes.ToDictionary(process => process.Pid);
        var ancestors = ProcessTree.Ancestors(Environment.ProcessId, byPid);
        return
        [
            .. from process in processes
               where process.Pid != Environment.ProcessId && !ancestors.Contains(process.Pid)
               where !Living.Contains(process.Pid) && !ProcessTree.Ancestors(process.Pid, byPid).Overlaps(Living)
               let name = NameOf(process, environment, byPid)
               where name is not null && isNear(process.Pid)
               select new Survivor(process, name, command(process)),
        ];
    }

    private string? NameOf(in ProcessStat process, Func<int, byte[]> environment, Dictionary<int, ProcessStat> byPid)
    {
        if (Leaders.TryGetValue(process.Group, out var ofGroup))
            return ofGroup;
        if (Leaders.TryGetValue(process.Session, out var ofSession))
            return ofSession;
        if (ProgramMarks.Of(environment(process.Pid)) is not { } marks)
            return null;
        if (!Marks.TryGetValue(marks, out var successor))
            return ServerUrl is not null && marks.ServerUrl == ServerUrl ? marks.ProcessName : null;
        // Started again meanwhile, its descendants are those of now.
        return byPid.TryGetValue(successor, out var child) && process.StartedAt >= child.StartedAt ? null : marks.ProcessName;
    }
}
