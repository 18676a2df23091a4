namespace Supervisor.Server.Runtime;

/// <summary>Who has the turn. The loop's own thread lends it while it sleeps.</summary>
internal sealed partial class EventLoop
{
    private readonly Lock _turnTaken = new();
    private volatile Thread? _holder;
    private volatile bool _lends;
    private TimeSpan _sleepsUntil = TimeSpan.MaxValue;

    /// <summary>Whether the calling thread has the turn.</summary>
    public bool IsOnLoop => Thread.CurrentThread == _holder;

    /// <summary>
    /// Runs work on the loop: at once and on the calling thread where the loop sleeps, which saves two switches between threads, else as
    /// mail. Whoever awaits the result goes on elsewhere. Any thread.
    /// </summary>
    public Task<T> InvokeAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (TryBorrowTurn())
            RunBorrowed(() => Complete(work, done));
        else
            Post(() => Complete(work, done));
        return done.Task;
    }

    public Task<T> InvokeAsync<T>(Func<T> work) => InvokeAsync(() => Task.FromResult(work()));

    private static async void Complete<T>(Func<Task<T>> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(await work());
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }

    /// <summary>Mail that was posted before comes first.</summary>
    private bool TryBorrowTurn() => _lends && !IsOnLoop && _mail.IsEmpty && _turnTaken.TryEnter();

    /// <summary>The turn is the caller's. The loop is woken where the work left it something to do before it would wake by itself.</summary>
    private void RunBorrowed(Action work)
    {
        var before = Current;
        _holder = Thread.CurrentThread;
        SetSynchronizationContext(this);
        try
        {
            Guarded(work);
            FinishTurn();
            if (!_mail.IsEmpty || _deadlines.Next < _sleepsUntil)
                _wake.Signal();
        }
        finally
        {
            SetSynchronizationContext(before);
            EndTurn();
        }
    }

    /// <summary>Waits for the kernel, and lends the turn meanwhile.</summary>
    private int Sleep(int milliseconds)
    {
        if (milliseconds == 0)
            return _epoll.Wait(0);
        _lends = true;
        EndTurn();
        try
        {
            return _epoll.Wait(milliseconds);
        }
        finally
        {
            // Before it asks for the turn: those who borrow it one after another must not keep it.
            _lends = false;
            TakeTurn();
        }
    }

    private void TakeTurn()
    {
        _turnTaken.Enter();
        _holder = Thread.CurrentThread;
    }

    private void EndTurn()
    {
        _holder = null;
        _turnTaken.Exit();
    }
}
