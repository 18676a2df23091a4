using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>A group of processes that runs: a program of its own, a <c>[group:x]</c> or a listener pool. Loop thread only.</summary>
internal sealed class ProcessGroup
{
    private Dictionary<string, ManagedProcess> _byName = [];

    public ProcessGroup(GroupOptions options, IReadOnlyList<ManagedProcess> processes)
    {
        Options = options;
        Processes = Take(processes);
    }

    public GroupOptions Options { get; private set; }

    public string Name => Options.Name;

    public ProcessGroupRecord ToRecord() => new(
        Options,
        [.. Processes.Select(p => p.ToRecord())],
        [.. Processes.Select(p => p.Socket).OfType<FastCgiSocket>().Distinct().Select(s => s.ToRecord()).OfType<FastCgiSocketRecord>()]);

    /// <summary>In the order of the configuration, which is the order of <c>autostart</c>.</summary>
    public IReadOnlyList<ManagedProcess> Processes { get; private set; }

    /// <summary>Is made of other options from now on, with processes that stay and others.</summary>
    public void Become(GroupOptions options, IReadOnlyList<ManagedProcess> processes)
    {
        Options = options;
        Processes = Take(processes);
    }

    /// <summary>Ascending priority; equals stay in the order of the configuration. The order of every request for the whole group.</summary>
    public IEnumerable<ManagedProcess> ByPriority => Processes.OrderBy(p => p.Options.Priority);

    public IEnumerable<ManagedProcess> Unstopped => Processes.Where(p => !p.State.IsStopped());

    /// <summary>Of two processes of one name the last one listed is the only one, at the first one's place.</summary>
    private List<ManagedProcess> Take(IReadOnlyList<ManagedProcess> processes)
    {
        _byName = [];
        foreach (var process in processes)
            _byName[process.Name] = process;
        return [.. _byName.Values];
    }

    public ManagedProcess? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Stops everything at once, highest priority number first; what waits for its next attempt is given up.</summary>
    public void StopAll()
    {
        foreach (var process in ByPriority.Reverse())
            Stop(process);
    }

    /// <summary>As a shutdown does.</summary>
    public static void Stop(ManagedProcess process)
    {
        if (process.State is ProcessState.Running or ProcessState.Starting)
            process.Stop();
        else if (process.State == ProcessState.Backoff)
            process.GiveUp();
    }
}
