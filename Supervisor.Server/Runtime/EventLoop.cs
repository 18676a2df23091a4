using System.Collections.Concurrent;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Runtime;

/// <summary>
/// Owns the turn: whoever has it, one thread at a time, owns all supervision state. Its own thread waits for readable or writable
/// descriptors, mail from other threads and the earliest deadline, and handles each to the end; while it sleeps, another thread may have the
/// turn for one piece of work. It is a synchronization context: what is awaited on it resumes on it.
/// </summary>
internal sealed partial class EventLoop : SynchronizationContext, IDisposable
{
    private const long WakeToken = 0;

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Action<Exception>? _failed;
    private readonly Epoll _epoll = new();
    private readonly EventFd _wake = new();
    private readonly ConcurrentQueue<Action> _mail = new();
    private readonly DeadlineQueue _deadlines = new();
    private readonly Dictionary<long, FdWatch> _watches = [];
    private readonly List<Action> _eachTurn = [];
    private readonly Action _runReady;
    private readonly Action _turn;
    private (FdWatch Watch, Readiness Ready) _readyWatch;
    private long _lastToken = WakeToken;
    private int _woken;
    private volatile bool _stopping;

    /// <param name="time">Tells the monotonic clock.</param>
    /// <param name="failed">Told of an exception that a turn let escape; the loop goes on.</param>
    /// <param name="origin">The timestamp that <see cref="Now"/> counts from; the present one where it is not given.</param>
    public EventLoop(TimeProvider time, Action<Exception>? failed = null, long? origin = null)
    {
        (_time, _failed, _origin) = (time, failed, origin ?? time.GetTimestamp());
        _turn = Turn;
        _runReady = () => _readyWatch.Watch.Run(_readyWatch.Ready);
        _epoll.Add(_wake.Descriptor, Readiness.Readable, WakeToken);
    }

    /// <summary>Monotonic, from the origin.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Something was posted and has not been done.</summary>
    public bool HasMail => !_mail.IsEmpty;

    public void VerifyOnLoop()
    {
        if (!IsOnLoop)
            throw new InvalidOperationException("supervision state was touched off the event loop's thread");
    }

    /// <summary>Runs on the calling thread until <see cref="Stop"/>.</summary>
    public void Run()
    {
        var before = Current;
        SetSynchronizationContext(this);
        TakeTurn();
        try
        {
            while (!_stopping)
                Guarded(_turn);
        }
        finally
        {
            EndTurn();
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Ends <see cref="Run"/> after the present turn. Any thread.</summary>
    public void Stop()
    {
        _stopping = true;
        _wake.Signal();
    }

    /// <summary>Any thread; mail is handled in the order it was posted.</summary>
    public void Post(Action mail)
    {
        _mail.Enqueue(mail);
        // On the loop's own thread the mail is looked at before it sleeps; elsewhere one signal is enough for any amount of mail.
        if (!IsOnLoop && Interlocked.Exchange(ref _woken, 1) == 0)
            _wake.Signal();
    }

    public override void Post(SendOrPostCallback d, object? state) => Post(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("the event loop takes mail, it is not waited for");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Calls back whenever the descriptor is readable, until told otherwise. Loop thread only.</summary>
    public FdWatch Watch(int fd, Action<Readiness> ready) => Watch(fd, Readiness.Readable, ready);

    /// <summary>Calls back whenever the kernel has news of the descriptor that are no data, as of the list of mounts. Loop thread only.</summary>
    public FdWatch WatchNews(int fd, Action news) => Watch(fd, Readiness.News, _ => news());

    private FdWatch Watch(int fd, Readiness interest, Action<Readiness> ready)
    {
        VerifyOnLoop();
        var watch = new FdWatch(this, fd, ++_lastToken, interest, ready);
        _epoll.Add(fd, interest, watch.Token);
        _watches.Add(watch.Token, watch);
        return watch;
    }

    /// <summary>Calls back once <see cref="Now"/> has reached a time, never earlier. Loop thread only.</summary>
    public Deadline Schedule(TimeSpan at, Action due)
    {
        VerifyOnLoop();
        var deadline = new Deadline(at, due);
        _deadlines.Add(deadline);
        return deadline;
    }

    /// <summary>A task that completes after a time. Loop thread only.</summary>
    public Task Delay(TimeSpan time)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Schedule(Now + time, () => done.TrySetResult());
        return done.Task;
    }

    /// <summary>Waits for something, but not for ever. True where it has completed; whether it failed is the caller's to ask. Loop thread only.</summary>
    public async Task<bool> CompletesWithinAsync(Task task, TimeSpan patience)
    {
        if (task.IsCompleted)
            return true;
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var deadline = Schedule(Now + patience, () => late.TrySetResult());
        return await Task.WhenAny(task, late.Task) == task;
    }

    /// <summary>Calls back at the end of every turn, after what was ready, posted or due, until disposed. Loop thread only.</summary>
    public IDisposable AtEachTurnsEnd(Action turnEnded)
    {
        VerifyOnLoop();
        _eachTurn.Add(turnEnded);
        return new TurnEndWatch(this, turnEnded);
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }

    internal void Change(FdWatch watch, Readiness before, Readiness after)
    {
        if (before == Readiness.None)
            _epoll.Add(watch.Fd, after, watch.Token);
        else if (after == Readiness.None)
            _epoll.Remove(watch.Fd);
        else
            _epoll.Change(watch.Fd, after, watch.Token);
    }

    internal bool Forget(FdWatch watch, Readiness interest)
    {
        if (!_watches.Remove(watch.Token))
            return false;
        if (interest != Readiness.None)
            _epoll.Remove(watch.Fd);
        return true;
    }

    /// <summary>One batch of descriptors, then the mail that was there, then what is due: a busy pipe starves nobody.</summary>
    private void Turn()
    {
        var count = Sleep(Timeout());
        for (var i = 0; i < count; i++)
        {
            var (token, ready) = _epoll[i];
            if (token == WakeToken)
                _wake.Clear();
            else if (_watches.TryGetValue(token, out var watch))
                Guarded(watch, ready);
        }
        // A full fence: a look at the mail that the processor did before this store could miss mail whose sender still saw the old value.
        Interlocked.Exchange(ref _woken, 0);
        for (var left = _mail.Count; left > 0 && _mail.TryDequeue(out var mail); left--)
            Guarded(mail);
        var now = Now;
        while (_deadlines.TryTake(now, out var deadline))
            Guarded(deadline.Run);
        FinishTurn();
    }

    private void FinishTurn()
    {
        for (var i = _eachTurn.Count - 1; i >= 0; i--)
            Guarded(_eachTurn[i]);
    }

    /// <summary>Milliseconds, rounded up: a deadline must not be found a moment too early and spun for.</summary>
    private int Timeout()
    {
        if (!_mail.IsEmpty)
            return 0;
        _sleepsUntil = _deadlines.Next ?? TimeSpan.MaxValue;
        if (_deadlines.Next is not { } next)
            return -1;
        return (int)Math.Clamp(Math.Ceiling((next - Now).TotalMilliseconds), 0, int.MaxValue);
    }

    /// <summary>Does something whose failure must not keep the caller from what comes next. Loop thread only.</summary>
    public void Guard(Action work) => Guarded(work);

    private void Guarded(FdWatch watch, Readiness ready)
    {
        _readyWatch = (watch, ready);
        Guarded(_runReady);
    }

    private void Guarded(Action turn)
    {
        try
        {
            turn();
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    /// <summary>Where even the report fails there is nobody left to tell; the loop goes on all the same.</summary>
    private void Report(Exception error)
    {
        try
        {
            _failed?.Invoke(error);
        }
        catch (Exception)
        {
            // See above.
        }
    }

    private sealed class TurnEndWatch(EventLoop loop, Action turnEnded) : IDisposable
    {
        public void Dispose() => loop._eachTurn.Remove(turnEnded);
    }
}
