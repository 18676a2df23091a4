using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Listeners;

/// <summary>
/// The pools of all groups that are listeners: made when such a group is added, gone when it is removed. Owns the wiring between a
/// pool and its processes. Loop thread only.
/// </summary>
internal sealed class ListenerPools
{
    private readonly ProcessContext _context;
    private readonly SerialCounter _serials;
    private readonly Func<string> _server;
    private readonly Dictionary<string, EventListenerPool> _pools = [];

    /// <param name="context">What all processes share.</param>
    /// <param name="table">The groups that come and go.</param>
    /// <param name="serials">The counter that all pools share; it goes on over a restart.</param>
    /// <param name="server">Tells the daemon's <c>identifier</c>.</param>
    public ListenerPools(ProcessContext context, ProcessTable table, SerialCounter serials, Func<string> server)
    {
        (_context, _serials, _server) = (context, serials, server);
        table.GroupAdded += Add;
        table.GroupRemoved += Remove;
        context.StateChanged += process => _pools.GetValueOrDefault(process.GroupName)?.Dispatch();
    }

    private void Add(ProcessGroup group)
    {
        if (group.Options is not ListenerPoolOptions options)
            return;
        var pool = new EventListenerPool(
            options,
            options.LengthUnit,
            group.Processes.Select(process => new ListenerProcess(process)),
            _context.Events,
            _serials,
            _server,
            _context.Log);
        _pools.Add(group.Name, pool);
        group.HasWork = () => pool.HasWork;
        pool.WorkDone = () => group.WorkDone?.Invoke();
        foreach (var (process, listener) in group.Processes.Zip(pool.Listeners))
        {
            process.Received = listener.Received;
            process.ChildBorn = listener.Spawned;
            process.ChildDied = listener.Died;
        }
    }

    private void Remove(ProcessGroup group)
    {
        if (_pools.Remove(group.Name, out var pool))
            pool.Dispose();
    }
}
