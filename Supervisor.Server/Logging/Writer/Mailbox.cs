namespace Supervisor.Server.Logging;

/// <summary>An ordered queue from any thread to one: never makes a sender wait, and hands over everything at once.</summary>
internal sealed class Mailbox<T>
{
    private const int CapacityKept = 1024;

    private readonly object _gate = new();
    private List<T> _waiting = [];
    private bool _closed;

    /// <summary>False when the mailbox was closed: the item is not taken.</summary>
    public bool Post(in T item)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _waiting.Add(item);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Takes what is there, or waits for it; an empty list when the time is over or the mailbox was closed.</summary>
    /// <param name="done">The list taken before; it becomes the next one to fill.</param>
    /// <param name="milliseconds">How long to wait; -1 for ever.</param>
    public List<T> Take(List<T> done, int milliseconds)
    {
        done.Clear();
        if (done.Capacity > CapacityKept)
            done = [];
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_closed)
                Monitor.Wait(_gate, milliseconds);
            (done, _waiting) = (_waiting, done);
            return done;
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }
}
