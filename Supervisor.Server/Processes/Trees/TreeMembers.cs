using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>Whoever is left of the tree of a child that has ended: all that is in its cgroup; without one, all that is in its process group or session, or carries its marks. Asks the kernel: not for the event loop's thread.</summary>
/// <param name="Pid">The child's.</param>
/// <param name="Cgroup">Null where it had none of its own.</param>
/// <param name="Marks">What its environment said; null where others may say the same.</param>
/// <param name="ProgramName">For people.</param>
/// <param name="Living">Children of the daemon that live now: they and their descendants belong to nobody's past.</param>
internal sealed record TreeMembers(int Pid, string? Cgroup, ProgramMarks? Marks, string ProgramName, IReadOnlySet<int> Living)
{
    /// <summary>In the order of their pids.</summary>
    public IReadOnlyList<Survivor> Find()
    {
        if (Cgroup is not null && !Cgroups.IsPopulated(Cgroup))
            return [];
        var processes = ProcessList.Read();
        if (Cgroup is not null)
        {
            var members = Cgroups.Members(Cgroup).ToHashSet();
            return [.. processes.Where(process => members.Contains(process.Pid)).Select(process => new Survivor(process, ProgramName, ProcessList.Command(process)))];
        }
        // A leader that lives is another's by now: the number was free again.
        var leaders = processes.Any(process => process.Pid == Pid) ? [] : new Dictionary<int, string> { [Pid] = ProgramName };
        var marks = Marks is null ? new Dictionary<ProgramMarks, int>() : new() { [Marks] = 0 };
        return [.. new SurvivorSearch(marks, ServerUrl: null, leaders, Living)
            .Among(processes, ProcessList.Environment, ProcessList.IsInOurNamespaces, process => ProcessList.Command(process))
            .Where(survivor => !survivor.Process.IsDead)];
    }

    /// <summary>Sends all of them a signal; a number that is another's by now gets none. Returns how many there were.</summary>
    public int Signal(int signal, IReadOnlyList<Survivor> members)
    {
        if (Cgroup is not null && signal == Signals.SIGKILL)
        {
            Cgroups.Kill(Cgroup);
            return members.Count;
        }
        foreach (var member in members)
        {
            using var handle = ProcessHandle.Open(member.Process);
            handle?.Signal(signal, asGroup: false);
        }
        return members.Count;
    }
}
