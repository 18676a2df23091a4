namespace Supervisor.Server.Listeners;

/// <summary>The events one pool has still to send, oldest first. Never more than its capacity: the oldest goes for a new one.</summary>
/// <param name="capacity">The pool's <c>buffer_size</c>; at least one event is always held.</param>
internal sealed class EventBuffer(int capacity)
{
    private readonly LinkedList<QueuedEvent> _events = new();

    public int Count => _events.Count;

    public int Capacity { get; set; } = capacity;

    /// <summary>Oldest first.</summary>
    public IEnumerable<QueuedEvent> Events => _events;

    public IEnumerable<long> Serials => _events.Select(queued => queued.Serial);

    public QueuedEvent? Oldest => _events.First?.Value;

    /// <summary>Puts a new event behind the others. Returns the event that had to go for it.</summary>
    public QueuedEvent? Add(QueuedEvent queued)
    {
        var discarded = MakeRoom();
        _events.AddLast(queued);
        return discarded;
    }

    /// <summary>
    /// Puts an event that came back before all others, to be sent next. Where there is no room the oldest of the others goes for it,
    /// although it is newer: stock's way.
    /// </summary>
    public QueuedEvent? Return(QueuedEvent queued)
    {
        var discarded = MakeRoom();
        _events.AddFirst(queued);
        return discarded;
    }

    public void RemoveOldest() => _events.RemoveFirst();

    private QueuedEvent? MakeRoom()
    {
        if (_events.Count < Capacity || Oldest is not { } oldest)
            return null;
        _events.RemoveFirst();
        return oldest;
    }
}
