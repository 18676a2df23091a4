using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns a worker for each mount that may hang and that a file lies on: made when it is first needed, at most <see cref="Most"/> of them,
/// each with one thread here and one agent process. Any thread.
/// </summary>
internal sealed class FarWorkers(LogServices services, AgentProgram program)
{
    /// <summary>A thread and a process each: more would be a machine's whole trouble copied into ours.</summary>
    public const int Most = 8;

    private const int PidsKept = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Id, string Point), DiskWorker> _workers = [];
    private readonly Queue<int> _pids = [];

    public IReadOnlyList<DiskWorker> All
    {
        get
        {
            lock (_gate)
                return [.. _workers.Values];
        }
    }

    /// <summary>Fails with PosixException where there can be no more.</summary>
    public DiskWorker For(Mount mount)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue((mount.Id, mount.Point), out var worker))
                return worker;
            if (_workers.Count >= Most && _workers.FirstOrDefault(w => w.Value.IsIdle) is { Value: { } idle } unused)
            {
                idle.Close();
                _workers.Remove(unused.Key);
            }
            if (_workers.Count >= Most)
                throw new PosixException($"no more than {Most} file systems that may hang are served at once, and {mount.Point} is one more", Errno.EAGAIN);
            worker = Start(mount);
            _workers.Add((mount.Id, mount.Point), worker);
            return worker;
        }
    }

    private DiskWorker Start(Mount mount)
    {
        var files = new FarFiles(program, mount.Point, Started);
        try
        {
            return new DiskWorker(files, mount, services);
        }
        catch (PosixException)
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Whether a process that ended was one of ours.</summary>
    public bool IsAgent(int pid)
    {
        lock (_gate)
            return _pids.Contains(pid);
    }

    /// <summary>The last of them, to be known again by a later writer (<see cref="Know"/>).</summary>
    public IReadOnlyList<int> Pids
    {
        get
        {
            lock (_gate)
                return [.. _pids];
        }
    }

    /// <summary>Processes that worked for an earlier writer: they end when it does.</summary>
    public void Know(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
            Started(pid);
    }

    private void Started(int pid)
    {
        lock (_gate)
        {
            _pids.Enqueue(pid);
            if (_pids.Count > PidsKept)
                _pids.Dequeue();
        }
    }
}
