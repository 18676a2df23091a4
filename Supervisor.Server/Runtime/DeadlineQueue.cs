namespace Supervisor.Server.Runtime;

/// <summary>Deadlines by time; equals in the order they were added. Cancelled ones are dropped when they come up, or when they are many.</summary>
internal sealed class DeadlineQueue
{
    private const int SweepAt = 1024;

    private PriorityQueue<Deadline, (TimeSpan At, long Order)> _queue = new();
    private long _order;
    private int _sweepAt = SweepAt;

    /// <summary>The earliest deadline that still counts.</summary>
    public TimeSpan? Next
    {
        get
        {
            while (_queue.TryPeek(out var first, out _))
            {
                if (!first.IsCancelled)
                    return first.At;
                _queue.Dequeue();
            }
            return null;
        }
    }

    public void Add(Deadline deadline)
    {
        if (_queue.Count >= _sweepAt)
            Sweep();
        _queue.Enqueue(deadline, (deadline.At, _order++));
    }

    /// <summary>Takes the next one that is due at <paramref name="now"/>.</summary>
    public bool TryTake(TimeSpan now, out Deadline deadline)
    {
        deadline = null!;
        return Next is { } at && at <= now && _queue.TryDequeue(out deadline!, out _);
    }

    private void Sweep()
    {
        _queue = new(_queue.UnorderedItems.Where(item => !item.Element.IsCancelled));
        _sweepAt = Math.Max(SweepAt, _queue.Count * 2);
    }
}
