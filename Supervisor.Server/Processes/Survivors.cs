using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Names those who outlive their program, having left its process group or being none of the stop's business: once each, after a stop by request
/// that has left somebody in the program's group, and at the end of this life of the daemon. Reads <c>/proc</c> on a worker of the pool, and
/// only then. Loop thread only.
/// </summary>
internal sealed class Survivors
{
    /// <summary>What was signalled together with its program is left so long to die.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>At the end they are looked for twice, since one who was signalled is no survivor; all of it takes no longer than <see cref="Patience"/>.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ProcessContext _context;
    private readonly ProcessTable _table;
    private readonly HashSet<(int, long)> _named;
    private readonly Dictionary<int, ManagedProcess> _left = [];
    private Deadline? _look;

    /// <param name="context">What all processes share.</param>
    /// <param name="table">The programs.</param>
    /// <param name="named">Who was named already, by pid and start.</param>
    public Survivors(ProcessContext context, ProcessTable table, HashSet<(int, long)> named)
    {
        (_context, _table, _named) = (context, table, named);
        context.StopEnded = StopEnded;
    }

    /// <summary>The pids of the programs that run, with their names.</summary>
    public IReadOnlyDictionary<int, string> NoteLiving() =>
        All().Where(process => process.Status.Pid != 0).ToDictionary(process => process.Status.Pid, process => process.Name);

    /// <summary>Names whoever is left of all programs. Takes a second at most, and next to nothing where nobody is.</summary>
    /// <param name="lived">What <see cref="NoteLiving"/> said before they were stopped.</param>
    public async Task NameAllAsync(IReadOnlyDictionary<int, string> lived)
    {
        _look?.Dispose();
        _context.StopEnded = null;
        var hadAny = All().Any(process => process.StartTime != 0);
        if (!hadAny)
            return;
        var leaders = new Dictionary<int, string>(lived);
        foreach (var (pid, process) in _left)
            leaders[pid] = process.Name;
        var search = new SurvivorSearch(Marks(All()), _context.ServerUrl, leaders, Living());
        var until = _context.Loop.Now + Patience;
        if (await FindAsync(search, until) is not { Count: > 0 } first)
            return;
        await _context.Loop.Delay(BetweenLooks);
        Name(first.IntersectBy((await FindAsync(search, until) ?? first).Select(left => left.Process.Pid), survivor => survivor.Process.Pid));
    }

    /// <summary>Asks the kernel one question, whether its group is empty, and as a rule it is.</summary>
    private void StopEnded(ManagedProcess process, int pid)
    {
        if (!_context.MayStart || !Signals.GroupExists(pid))
            return;
        _left[pid] = process;
        _look ??= _context.Loop.Schedule(_context.Loop.Now + Grace, Look);
    }

    private async void Look()
    {
        _look = null;
        var left = _left.Where(entry => Signals.GroupExists(entry.Key)).ToList();
        _left.Clear();
        if (left.Count == 0)
            return;
        var leaders = left.ToDictionary(entry => entry.Key, entry => entry.Value.Name);
        var search = new SurvivorSearch(Marks(left.Select(entry => entry.Value)), ServerUrl: null, leaders, Living());
        if (await FindAsync(search, _context.Loop.Now + Patience) is { } found)
            Name(found);
    }

    /// <summary>Null where that took too long: something that is stuck holds up who reads of it.</summary>
    private async Task<IReadOnlyList<Survivor>?> FindAsync(SurvivorSearch search, TimeSpan until)
    {
        var finding = Task.Run(() => search.Among(ProcessList.Read(), ProcessList.Environment, ProcessList.IsInOurNamespaces, process => ProcessList.Command(process)));
        return await _context.Loop.CompletesWithinAsync(finding, until - _context.Loop.Now) ? await finding : null;
    }

    private void Name(IEnumerable<Survivor> survivors)
    {
        foreach (var (process, program, command) in survivors)
        {
            if (_named.Add((process.Pid, process.StartedAt)))
                _context.Log.Survives(program, process.Pid, command);
        }
    }

    private Dictionary<ProgramMarks, int> Marks(IEnumerable<ManagedProcess> processes) =>
        processes.DistinctBy(MarksOf).ToDictionary(MarksOf, process => process.Status.Pid);

    private ProgramMarks MarksOf(ManagedProcess process) => ProgramMarks.Given(process.Plan.Environment, _context.Environment);

    private HashSet<int> Living() => [.. NoteLiving().Keys];

    private IEnumerable<ManagedProcess> All() => _table.Groups.SelectMany(group => group.Processes);
}
