namespace Supervisor.Server.Http;

/// <summary>
/// Owns the room in memory that all large answers under way have together. Whoever finds none waits; of those who wait the first that fits
/// is let in, so that a smaller answer passes a larger one. Any thread.
/// </summary>
internal sealed class AnswerBudget
{
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly object _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private long _free;

    /// <param name="bytes">The room.</param>
    /// <param name="patience">How long an answer waits for its turn.</param>
    /// <param name="time">The clock of the wait.</param>
    public AnswerBudget(long bytes, TimeSpan patience, TimeProvider time) => (Bytes, _free, _patience, _time) = (bytes, bytes, patience, time);

    /// <summary>All there is.</summary>
    public long Bytes { get; }

    /// <summary>For one answer.</summary>
    /// <param name="isMulticall">Several reads may be asked for in it.</param>
    public AnswerLease Begin(bool isMulticall = false) => new(this, isMulticall);

    /// <summary>Never waits.</summary>
    public bool TryTake(long wanted)
    {
        lock (_gate)
        {
            if (wanted > _free)
                return false;
            _free -= wanted;
            return true;
        }
    }

    /// <summary>False where there was no room within the patience.</summary>
    public Task<bool> TakeAsync(long wanted)
    {
        lock (_gate)
        {
            if (TryTake(wanted))
                return Task.FromResult(true);
            var waiter = new Waiter(wanted);
            return AwaitAsync(_waiting.AddLast(waiter));
        }
    }

    public void Return(long held)
    {
        if (held == 0)
            return;
        lock (_gate)
        {
            _free += held;
            for (var next = _waiting.First; next is not null;)
            {
                var (waiting, waiter) = (next, next.Value);
                next = next.Next;
                if (!TryTake(waiter.Wanted))
                    continue;
                _waiting.Remove(waiting);
                waiter.Granted.SetResult();
            }
        }
    }

    private async Task<bool> AwaitAsync(LinkedListNode<Waiter> waiting)
    {
        var granted = waiting.Value.Granted.Task;
        try
        {
            await granted.WaitAsync(_patience, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                // It may have been granted at the very end.
                if (!granted.IsCompleted)
                    _waiting.Remove(waiting);
            }
        }
        return granted.IsCompleted;
    }

    private sealed class Waiter(long wanted)
    {
        public long Wanted => wanted;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
