using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Listeners;

/// <summary>
/// The pools of all groups that are listeners: made when such a group is added, gone when it is removed. Owns the wiring between a
/// pool and its processes. Loop thread only.
/// </summary>
internal sealed class ListenerPools : IGroupObserver
{
    private readonly EventBus _bus;
    private readonly IMainLog _log;
    private readonly SerialCounter _serials;
    private readonly Func<string> _server;
    private readonly Func<DaemonStdout>? _stdout;
    private readonly Dictionary<string, PoolOfGroup> _pools = [];
    private readonly Dictionary<string, EventListenerPoolRecord> _records;

    /// <param name="bus">Where the events come from.</param>
    /// <param name="log">The main log.</param>
    /// <param name="serials">The counter that all pools share; it goes on over a restart.</param>
    /// <param name="server">Tells the daemon's <c>identifier</c>.</param>
    /// <param name="records">Where earlier pools of these names stopped; each counts for the first group of its name that is added.</param>
    /// <param name="stdout">Where results go that are printed.</param>
    public ListenerPools(
        EventBus bus, IMainLog log, SerialCounter serials, Func<string> server, IReadOnlyList<EventListenerPoolRecord>? records = null, Func<DaemonStdout>? stdout = null)
    {
        (_bus, _log, _serials, _server, _stdout) = (bus, log, serials, server, stdout);
        _records = (records ?? []).ToDictionary(record => record.Name);
    }

    public IChildObserver? Joining(GroupOptions options)
    {
        if (options is not ListenerPoolOptions)
            return null;
        var pool = new PoolOfGroup();
        _pools.Add(options.Name, pool);
        return pool;
    }

    public void Added(ProcessGroup group)
    {
        if (!_pools.TryGetValue(group.Name, out var pool) || group.Options is not ListenerPoolOptions options)
            return;
        // A listener may get an event as soon as its process has come to RUNNING: that is looked at before the news themselves are queued.
        pool.Subscription = _bus.Subscribe(EventTypeNames.ProcessState, occurred => Changed(group, pool, occurred));
        _records.Remove(group.Name, out var record);
        pool.Pool = new EventListenerPool(
            options, options.LengthUnit, group.Processes.Select(process => new ListenerProcess(process)), _bus, _serials, _server, _log, record, _stdout);
        pool.Take(group.Processes);
    }

    public IChildObserver? ObserverOf(ProcessGroup group) => _pools.GetValueOrDefault(group.Name);

    public void Changed(ProcessGroup group)
    {
        if (!_pools.TryGetValue(group.Name, out var pool) || pool.Pool is not { } listeners || group.Options is not ListenerPoolOptions options)
            return;
        listeners.Adjust(options, [.. group.Processes.Select(process => pool.Find(process) ?? new ListenerProcess(process))]);
        pool.Take(group.Processes);
    }

    public void Removed(ProcessGroup group)
    {
        if (_pools.Remove(group.Name, out var pool))
            pool.Dispose();
    }

    public IReadOnlyList<EventListenerPoolRecord> ToRecords() => [.. _pools.Values.Select(p => p.Pool).OfType<EventListenerPool>().Select(p => p.ToRecord())];

    public bool HasWork(ProcessGroup group) => _pools.GetValueOrDefault(group.Name)?.Pool?.HasWork == true;

    private static void Changed(ProcessGroup group, PoolOfGroup pool, SupervisorEvent occurred)
    {
        if (occurred is ProcessStateEvent change && change.GroupName == group.Name)
            pool.Pool?.Dispatch();
    }

    /// <summary>One pool and what ties it to its processes.</summary>
    private sealed class PoolOfGroup : IChildObserver, IDisposable
    {
        private Dictionary<ManagedProcess, EventListener> _listeners = [];

        public EventListenerPool? Pool { get; set; }

        public IDisposable? Subscription { get; set; }

        /// <summary>The part that a process has in the pool; null where it has none yet.</summary>
        public IListenerProcess? Find(ManagedProcess process) => _listeners.GetValueOrDefault(process)?.Process;

        /// <summary>The pool's listeners are these processes', in their order.</summary>
        public void Take(IReadOnlyList<ManagedProcess> processes) => _listeners = processes.Zip(Pool!.Listeners).ToDictionary();

        public void ChildBorn(ManagedProcess process) => _listeners.GetValueOrDefault(process)?.Spawned();

        public void Received(ManagedProcess process, ReadOnlyMemory<byte> bytes) => _listeners.GetValueOrDefault(process)?.Received(bytes);

        public void ChildDied(ManagedProcess process) => _listeners.GetValueOrDefault(process)?.Died();

        public void Dispose()
        {
            Subscription?.Dispose();
            Pool?.Dispose();
        }
    }
}
