using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// Deaths of children that nobody has claimed yet, while a launch is under way: a child may be dead before its pid is known. One that nobody
/// claims within seconds was a stranger's, since pids are used again. Loop thread only.
/// </summary>
internal sealed class EarlyDeaths
{
    private static readonly TimeSpan Claimable = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, (WaitStatus Status, TimeSpan At)> _deaths = [];

    public void Add(int pid, WaitStatus status, TimeSpan now) => _deaths[pid] = (status, now);

    /// <summary>How the child ended; null where nothing is known of it.</summary>
    public WaitStatus? Take(int pid, TimeSpan now) =>
        _deaths.Remove(pid, out var death) && now - death.At <= Claimable ? death.Status : null;

    public IReadOnlyList<(int Pid, WaitStatus Status)> TakeAll()
    {
        var all = _deaths.Select(death => (death.Key, death.Value.Status)).ToList();
        _deaths.Clear();
        return all;
    }
}
