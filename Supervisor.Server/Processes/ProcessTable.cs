using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>All groups by name and all living children by pid. Reaps. Loop thread only.</summary>
internal sealed class ProcessTable
{
    private readonly ProcessContext _context;
    private readonly ProcessLauncher _launcher;
    private readonly Func<ProcessOptions, string, string, string> _createAutoLog;
    private readonly Dictionary<string, ProcessGroup> _groups = [];
    private readonly Dictionary<int, ManagedProcess> _byPid = [];
    private readonly Dictionary<int, WaitStatus> _early = [];

    /// <param name="context">What all processes share.</param>
    /// <param name="createAutoLog">Makes the file of an AUTO log: process, group and channel (<c>stdout</c>, <c>stderr</c>) to path.</param>
    public ProcessTable(ProcessContext context, Func<ProcessOptions, string, string, string> createAutoLog)
    {
        _context = context;
        _createAutoLog = createAutoLog;
        _launcher = new ProcessLauncher(context);
        _launcher.AllLanded = ReportStrangers;
        context.ChildBorn = Born;
    }

    public ProcessLauncher Launcher => _launcher;

    /// <summary>In the order they were added.</summary>
    public IReadOnlyCollection<ProcessGroup> Groups => _groups.Values;

    /// <summary>Ascending priority, equals in the order they were added.</summary>
    public IEnumerable<ProcessGroup> ByPriority => _groups.Values.OrderBy(g => g.Options.Priority);

    /// <summary>Every process by group priority, then process priority: the order of "start all".</summary>
    public IEnumerable<ManagedProcess> AllByPriority => ByPriority.SelectMany(g => g.ByPriority);

    /// <summary>Every process by group name, then process name: the order of "status".</summary>
    public IEnumerable<ManagedProcess> AllByName => _groups.Values
        .OrderBy(g => g.Name, StringComparer.Ordinal)
        .SelectMany(g => g.Processes.OrderBy(p => p.Name, StringComparer.Ordinal));

    public ProcessGroup? Find(string group) => _groups.GetValueOrDefault(group);

    /// <summary>
    /// Whether the FastCGI sockets of a group that is about to be added can be had. Fails with <see cref="FastCgiSocketException"/>.
    /// Those of a group that runs are not tried: that would take their names.
    /// </summary>
    public async Task CheckSocketsAsync(GroupOptions options)
    {
        if (_groups.ContainsKey(options.Name))
            return;
        foreach (var socket in options.Processes.Select(p => p.Socket).OfType<FastCgiSocketOptions>().Distinct())
            await new FastCgiSocket(socket, _context.Log).CheckAsync();
    }

    /// <summary>Makes a group run. Returns false where one of that name does already.</summary>
    public bool Add(GroupOptions options)
    {
        if (_groups.ContainsKey(options.Name))
            return false;
        var processes = options.Processes.Select(p => Create(p, options.Name)).ToList();
        ShareSockets(processes);
        var group = new ProcessGroup(options, processes);
        _groups.Add(options.Name, group);
        GroupAdded?.Invoke(group);
        _context.Events.Publish(new ProcessGroupEvent(ProcessGroupChange.Added, options.Name));
        foreach (var process in group.Processes)
            process.Begin();
        return true;
    }

    /// <summary>Called with every group before its addition is announced; a listener pool subscribes here.</summary>
    public Action<ProcessGroup>? GroupAdded { get; set; }

    /// <summary>Called with every group before its removal is announced.</summary>
    public Action<ProcessGroup>? GroupRemoved { get; set; }

    /// <summary>Forgets a group whose processes are all stopped; returns false where one is not.</summary>
    public bool Remove(ProcessGroup group)
    {
        if (group.Unstopped.Any())
            return false;
        foreach (var process in group.Processes)
            process.Retire();
        GroupRemoved?.Invoke(group);
        _groups.Remove(group.Name);
        _context.Events.Publish(new ProcessGroupEvent(ProcessGroupChange.Removed, group.Name));
        return true;
    }

    /// <summary>Takes every death the kernel has to tell of. As PID 1 that includes strangers' children.</summary>
    public void Reap()
    {
        while (ChildReaper.TryReap(out var pid, out var status))
        {
            if (_byPid.Remove(pid, out var process))
                process.ChildExited(status);
            else if (_launcher.InFlight > 0)
                _early[pid] = status;
            else
                _context.Log.ReapedUnknown(pid, status.Describe());
        }
    }

    /// <summary>A child's pid is known. It may be dead already: then its death was kept for this moment.</summary>
    private void Born(ManagedProcess process)
    {
        var pid = process.Status.Pid;
        if (_early.Remove(pid, out var status))
            process.ChildExited(status);
        else
            _byPid[pid] = process;
    }

    private void ReportStrangers()
    {
        var failedExecs = _context.Spawner.TakeFailedExecs();
        foreach (var (stranger, how) in _early)
        {
            if (how is { Exited: true, ExitCode: PosixSpawn.FailedExecStatus } && failedExecs-- > 0)
                continue;
            _context.Log.ReapedUnknown(stranger, how.Describe());
        }
        _early.Clear();
    }

    /// <summary>The processes of one FastCGI program share a socket within their group.</summary>
    private void ShareSockets(IEnumerable<ManagedProcess> processes)
    {
        foreach (var sharing in processes.Where(p => p.Options.Socket is not null).GroupBy(p => p.Options.Socket!))
        {
            var socket = new FastCgiSocket(sharing.Key, _context.Log);
            foreach (var process in sharing)
                process.Socket = socket;
        }
    }

    private ManagedProcess Create(ProcessOptions options, string group)
    {
        var process = new ManagedProcess(_context, _launcher, options, group);
        process.MakeAutoLogs = MakeAutoLogs;
        try
        {
            MakeAutoLogs();
        }
        catch (PosixException error)
        {
            // A folder that takes no files costs the starts of those programs that need one, as with a log of a given name.
            _context.Log.NoAutoLog(process.Name, error.Message);
        }
        return process;

        void MakeAutoLogs()
        {
            if (options.Stdout.LogFile.Kind == LogTargetKind.Auto)
                process.StdoutLogFile ??= _createAutoLog(options, group, "stdout");
            if (options.Stderr.LogFile.Kind == LogTargetKind.Auto && !options.RedirectStderr)
                process.StderrLogFile ??= _createAutoLog(options, group, "stderr");
        }
    }
}
