using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>All groups by name and all living children by pid. Reaps. Loop thread only.</summary>
internal sealed class ProcessTable : IChildRegistry
{
    private readonly ProcessContext _context;
    private readonly IGroupObserver _observer;
    private readonly AutoLogNaming _autoLogs;
    private readonly Dictionary<string, ProcessGroup> _groups = [];
    private readonly Dictionary<int, ManagedProcess> _byPid = [];
    private readonly Dictionary<int, TaskCompletionSource<WaitStatus>> _own = [];
    private readonly EarlyDeaths _early = new();
    private IReadOnlyList<ManagedProcess>? _byName;

    /// <param name="context">What all processes share.</param>
    /// <param name="observer">Sees groups come and go.</param>
    /// <param name="autoLogPlace">Tells where AUTO logs are made.</param>
    public ProcessTable(ProcessContext context, IGroupObserver observer, Func<AutoLogPlace> autoLogPlace)
    {
        (_context, _observer) = (context, observer);
        _autoLogs = new AutoLogNaming(context.Loop, context.Log, context.LogWriter, autoLogPlace);
        Launcher = new ProcessLauncher(context, ReportStrangers);
        Gates = new StartGates(context, this);
        Schedules = new Scheduler(context, this);
    }

    public ProcessLauncher Launcher { get; }

    /// <summary>What waits for what.</summary>
    public StartGates Gates { get; }

    /// <summary>What runs by the clock.</summary>
    public Scheduler Schedules { get; }

    /// <summary>In the order they were added.</summary>
    public IReadOnlyCollection<ProcessGroup> Groups => _groups.Values;

    /// <summary>Ascending priority, equals in the order they were added.</summary>
    public IEnumerable<ProcessGroup> ByPriority => _groups.Values.OrderBy(g => g.Options.Priority);

    /// <summary>Every process by group priority, then process priority: the order of "start all".</summary>
    public IEnumerable<ManagedProcess> AllByPriority => ByPriority.SelectMany(g => g.ByPriority);

    /// <summary>Every process by group name, then process name: the order of "status".</summary>
    public IReadOnlyList<ManagedProcess> AllByName => _byName ??=
    [
        .. _groups.Values.OrderBy(g => g.Name, StringComparer.Ordinal)
            .SelectMany(g => g.Processes.OrderBy(p => p.Name, StringComparer.Ordinal)),
    ];

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

    /// <summary>Makes groups known; nothing is started. Returns those that were not known before, and completes when their AUTO logs are there.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="found">Children of an earlier daemon, which their processes go on with.</param>
    public async Task<IReadOnlyList<ProcessGroup>> RegisterAsync(IEnumerable<GroupOptions> groups, IReadOnlyList<FoundChild>? found = null)
    {
        var added = groups.Where(options => !_groups.ContainsKey(options.Name)).Select(Register).ToList();
        foreach (var child in found ?? [])
            Adopt(child);
        await _autoLogs.NameAsync(added.SelectMany(group => group.Processes));
        return added;
    }

    private void Adopt(FoundChild child)
    {
        if (Find(child.Known.Group)?.Find(child.Known.Name) is not { } process)
        {
            child.Dispose();
            return;
        }
        process.Adopt(child, _autoLogs.Place);
        process.ReadOn(child);
    }

    /// <summary>
    /// Makes groups known as an earlier table had them, with their children, and announces nothing. The log writer has resumed before. No deadline
    /// runs before <see cref="ManagedProcess.Begin"/>. Fails where a descriptor is not open.
    /// </summary>
    public void Resume(IEnumerable<ProcessGroupRecord> groups)
    {
        foreach (var group in groups)
            Create(group.Options, group);
    }

    /// <summary>In the order they were added. What is on its way somewhere else is in none: see <see cref="Unsettled"/>.</summary>
    public IReadOnlyList<ProcessGroupRecord> ToRecords() => [.. _groups.Values.Select(group => group.ToRecord())];

    /// <summary>What is under way and cannot be written down, in words.</summary>
    public IEnumerable<string> Unsettled
    {
        get
        {
            foreach (var process in _groups.Values.SelectMany(g => g.Processes))
            {
                if (process.Status.IsLaunching && !Launcher.IsHeld(process))
                    yield return $"the start of '{process.Name}' is under way";
                if (process.HasHooksUnderway)
                    yield return $"a hook of '{process.Name}' is under way";
                if (process.IsEndingTree)
                    yield return $"what '{process.Name}' has left behind is being ended";
                if (!process.WhenLogsNamed.IsCompleted)
                    yield return $"the AUTO logs of '{process.Name}' are being made";
                if (!process.WhenAdopted.IsCompleted)
                    yield return $"the logs of '{process.Name}', which was adopted, are being opened";
            }
            if (Launcher.InFlight > Launcher.Held)
                yield return "a start that was given up has not ended";
            if (Gates.IsStopping)
                yield return "programs are being stopped one after another";
            if (_own.Count > 0)
                yield return "a process of the daemon's own is under way";
        }
    }

    /// <summary>Makes a group run. Returns false where one of that name does already.</summary>
    public async Task<bool> AddAsync(GroupOptions options)
    {
        var added = await RegisterAsync([options]);
        foreach (var process in added.SelectMany(group => group.Processes))
            process.Begin();
        return added.Count > 0;
    }

    /// <summary>
    /// Makes a group that runs follow other options: the processes that stay keep their child and are adjusted, all others are at rest, and made anew
    /// or gone. A group whose members change is announced as removed and added, since listeners keep lists by that. Returns sentences for what
    /// could not be followed at once.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="options">The new ones.</param>
    /// <param name="stays">Whether the process of a name stays.</param>
    public async Task<IReadOnlyList<string>> ChangeAsync(ProcessGroup group, GroupOptions options, Func<string, bool> stays)
    {
        var before = group.Processes;
        var kept = before.Where(process => stays(process.Name)).ToDictionary(process => process.Name);
        var sockets = kept.Values.Select(process => process.Socket).OfType<FastCgiSocket>().DistinctBy(socket => socket.Options).ToDictionary(socket => socket.Options);
        var made = new List<ManagedProcess>();
        foreach (var gone in before.Except(kept.Values))
            gone.Retire();
        group.Become(options, [.. options.Processes.Select(each => kept.GetValueOrDefault(each.Name) ?? Made(each))]);
        Rearranged(group);
        Announce(group, before);
        var late = new List<string>();
        foreach (var process in options.Processes.Where(each => kept.TryGetValue(each.Name, out var one) && one.Options != each))
        {
            if (await kept[process.Name].AdjustAsync(process, _autoLogs.Place) is { } sentence)
                late.Add(sentence);
        }
        // Those that stay may have something to wait for now, or times to run at.
        Gates.Rearranged(group);
        Schedules.Rearranged(group);
        await _autoLogs.NameAsync(made);
        made.ForEach(process => process.Begin());
        return late;

        ManagedProcess Made(ProcessOptions process)
        {
            made.Add(new ManagedProcess(_context, Launcher, this, process, group.Name, SocketOf(process, sockets, record: null), _observer.ObserverOf(group)));
            return made[^1];
        }
    }

    private void Announce(ProcessGroup group, IReadOnlyList<ManagedProcess> before)
    {
        var isOther = !before.Select(process => process.Name).Order().SequenceEqual(group.Processes.Select(process => process.Name).Order());
        if (isOther)
            _context.Events.Publish(new ProcessGroupEvent(ProcessGroupChange.Removed, group.Name));
        _observer.Changed(group);
        if (isOther)
            _context.Events.Publish(new ProcessGroupEvent(ProcessGroupChange.Added, group.Name));
    }

    /// <summary>Forgets a group whose processes are all stopped; returns false where one is not.</summary>
    public bool Remove(ProcessGroup group)
    {
        if (group.Unstopped.Any())
            return false;
        foreach (var process in group.Processes)
            process.Retire();
        _observer.Removed(group);
        _groups.Remove(group.Name);
        Rearranged(made: null);
        _context.Events.Publish(new ProcessGroupEvent(ProcessGroupChange.Removed, group.Name));
        return true;
    }

    /// <summary>
    /// Takes every death the kernel has to tell of. As PID 1 that includes strangers' children. A death that was taken cannot be asked for again: a
    /// failure over one of them leaves the others alone.
    /// </summary>
    public void Reap()
    {
        while (ChildReaper.TryReap(out var pid, out var status))
            _context.Loop.Guard(() => Died(pid, status));
    }

    /// <summary>Whether a process of the daemon's own has not ended.</summary>
    public bool HasOwnUnderWay => _own.Count > 0;

    public IReadOnlySet<int> Living => _byPid.Keys.Concat(_own.Keys).ToHashSet();

    public WaitStatus? Register(int pid, ManagedProcess process)
    {
        if (_early.Take(pid, _context.Loop.Now) is { } status)
            return status;
        _byPid[pid] = process;
        return null;
    }

    /// <summary>
    /// Starts a process of the daemon's own, which is no program's, by a thread of the pool. Its end is told to whoever asked, and to nobody else.
    /// </summary>
    /// <param name="start">Returns the pid, or throws.</param>
    public Task<OwnProcess> StartOwnAsync(Func<int> start) => Launcher.StartOwnAsync(start, RegisterOwn);

    public Task<WaitStatus> RegisterOwn(int pid)
    {
        var ended = new TaskCompletionSource<WaitStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_early.Take(pid, _context.Loop.Now) is { } status)
            ended.SetResult(status);
        else
            _own[pid] = ended;
        return ended.Task;
    }

    /// <summary>A child, or a stranger's that came to us, was reaped.</summary>
    public void Died(int pid, WaitStatus status)
    {
        if (_byPid.Remove(pid, out var process))
            process.ChildExited(status);
        else if (_own.Remove(pid, out var ended))
            ended.SetResult(status);
        else if (_context.LogWriter.IsAgent(pid))
            return;
        else if (Launcher.InFlight > 0)
            _early.Add(pid, status, _context.Loop.Now);
        else
            _context.Log.ReapedUnknown(pid, status.Describe());
    }

    private void ReportStrangers()
    {
        foreach (var (stranger, how) in _early.TakeAll())
            _context.Log.ReapedUnknown(stranger, how.Describe());
    }

    private ProcessGroup Register(GroupOptions options)
    {
        var group = Create(options, record: null);
        _context.Events.Publish(new ProcessGroupEvent(ProcessGroupChange.Added, options.Name));
        return group;
    }

    private ProcessGroup Create(GroupOptions options, ProcessGroupRecord? record)
    {
        var observer = _observer.Joining(options);
        var sockets = new Dictionary<FastCgiSocketOptions, FastCgiSocket>();
        // Of two processes of one name the last one listed is the only one: a child is taken over once.
        var processes = record is null ? options.Processes : options.Processes.GroupBy(p => p.Name).Select(same => same.Last());
        var group = new ProcessGroup(options, [.. processes.Select(Process)]);
        _groups.Add(options.Name, group);
        Rearranged(group);
        foreach (var process in record is null ? [] : group.Processes)
            Gates.Resume(process, record!.Processes.FirstOrDefault(p => p.Name == process.Name)?.Wait);
        _observer.Added(group);
        return group;

        ManagedProcess Process(ProcessOptions process) => new(
            _context,
            Launcher,
            this,
            process,
            options.Name,
            SocketOf(process, sockets, record),
            observer,
            record?.Processes.FirstOrDefault(p => p.Name == process.Name));
    }

    private void Rearranged(ProcessGroup? made)
    {
        _byName = null;
        Gates.Rearranged(made);
        Schedules.Rearranged(made);
    }

    /// <summary>The processes of one FastCGI program share a socket within their group.</summary>
    private FastCgiSocket? SocketOf(ProcessOptions process, Dictionary<FastCgiSocketOptions, FastCgiSocket> sockets, ProcessGroupRecord? record)
    {
        if (process.Socket is not { } wanted)
            return null;
        if (!sockets.TryGetValue(wanted, out var socket))
            sockets.Add(wanted, socket = new FastCgiSocket(wanted, _context.Log, record?.Sockets.FirstOrDefault(s => s.Options == wanted)));
        return socket;
    }
}
