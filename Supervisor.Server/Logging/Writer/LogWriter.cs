using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns every log file and the one thread that touches them. All it does is ask of it by messages in one order: who reads sees
/// what was written before. A file that may block (a pipe, a terminal) gets a lane of its own, so it holds up nobody else.
/// </summary>
internal sealed class LogWriter : IDisposable, IAsyncDisposable
{
    /// <summary>Above this much waiting in all, every single log counts as full much sooner.</summary>
    private const long BudgetBytes = 16 * 1024 * 1024;

    /// <summary>What logs already closed may leave waiting for a target that takes nothing, in units of a full log.</summary>
    private const int OrphansPerLane = 4;

    private readonly Mailbox<LogMail> _mail = new();
    private readonly LogFailurePolicy _policy;
    private readonly LogSinkTable _sinks;
    private readonly LogWatches _watches = new();
    private readonly List<LogSink> _dirty = [];
    private readonly List<LogSink> _retries = [];
    private readonly Thread _thread;
    private readonly Lazy<SyslogLane> _syslog = new(() => new SyslogLane());
    private long _heldBytes;
    private volatile IMainLog? _mainLog;

    public LogWriter(TimeProvider? time = null, LogFailurePolicy? policy = null)
    {
        _policy = policy ?? new LogFailurePolicy();
        var services = new LogServices(_policy, Pool, time ?? TimeProvider.System, () => _mainLog);
        _sinks = new LogSinkTable(services, sink => Do(() => _sinks!.CloseIfUnused(sink)))
        {
            Changed = _watches.Changed,
        };
        _thread = new Thread(Run) { IsBackground = true, Name = "log-writer" };
        _thread.Start();
    }

    /// <summary>Where trouble with logs is reported; null until there is one.</summary>
    public IMainLog? MainLog
    {
        get => _mainLog;
        set => _mainLog = value;
    }

    /// <summary>The way to the system's log; its thread begins with the first use.</summary>
    public SyslogLane Syslog => _syslog.Value;

    internal LogBufferPool Pool { get; } = new();

    internal bool IsUnderPressure => Volatile.Read(ref _heldBytes) > BudgetBytes;

    /// <summary>A piece of a log, as readLog means it, with everything in it that was written before this call.</summary>
    public Task<LogReadResult> ReadAsync(string path, long offset, long length)
    {
        var failed = new LogReadResult(LogReadOutcome.Failed, default);
        return Read(path, outcome => failed with { Outcome = outcome }, file =>
        {
            if (LogTail.Read(file.Size, offset, length) is not { } range)
                return new LogReadResult(LogReadOutcome.BadArguments, default);
            return file.Read(range) is { } bytes ? new LogReadResult(LogReadOutcome.Ok, bytes) : failed;
        });
    }

    /// <summary>The end of a log, as tailLog means it; empty where it can not be read.</summary>
    public Task<LogTailResult> TailAsync(string path, long offset, long length) => Read(path, _ => default, file =>
    {
        var range = LogTail.Tail(file.Size, offset, length, out var overflow);
        return file.Read(range) is { } bytes ? new LogTailResult(bytes, file.Size, overflow) : default;
    });

    public Task<bool> ExistsAsync(string path)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!Do(() => done.SetResult(LogFileCalls.Status(path, out _) == 0)))
            done.SetResult(false);
        return done.Task;
    }

    /// <summary>Clears a log that need not be open: its program may be stopped. Fails with PosixException.</summary>
    public Task ClearAsync(string path) => AskAsync(sinks => sinks.Clear(path));

    /// <summary>
    /// Calls <paramref name="changed"/>, on the writer's thread, after bytes were written to the log or its file was rotated,
    /// cleared or reopened; once for many changes. It must be quick and throw nothing, and may be called once more while the
    /// watch is being disposed.
    /// </summary>
    public IDisposable Watch(string path, Action changed)
    {
        Do(() => _watches.Add(path, changed));
        return new Unwatch(() => Do(() => _watches.Remove(path, changed)));
    }

    public void Dispose()
    {
        if (!_mail.IsClosed)
            _mail.Close();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    public async ValueTask DisposeAsync()
    {
        _mail.Close();
        await Task.Factory.StartNew(_thread.Join, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    internal bool Post(in LogMail mail) => _mail.Post(mail);

    internal void Hold(int bytes) => Interlocked.Add(ref _heldBytes, bytes);

    internal void Unhold(int bytes) => Interlocked.Add(ref _heldBytes, -bytes);

    /// <summary>Does something to the open files in its turn. Fails with PosixException.</summary>
    internal Task AskAsync(Action<LogSinkTable> work, bool isClosing = false)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = Do(() =>
        {
            try
            {
                work(_sinks);
                done.SetResult();
            }
            catch (PosixException error)
            {
                done.SetException(error);
            }
        });
        if (!isTaken && isClosing)
            done.SetResult();
        else if (!isTaken)
            done.SetException(new PosixException("log writer", Errno.ESHUTDOWN));
        return done.Task;
    }

    private bool Do(Action work) => _mail.Post(new LogMail(work));

    /// <summary>Opens the file in the writer's turn; what is read at length is read elsewhere, since nobody can change it any more.</summary>
    private Task<T> Read<T>(string path, Func<LogReadOutcome, T> absent, Func<LogFileReader, T> read)
    {
        const int ReadHereBytes = 256 * 1024;
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = Do(() =>
        {
            var file = LogFileReader.Open(path, out var outcome);
            if (file is null)
                done.SetResult(absent(outcome));
            else if (file.Size <= ReadHereBytes)
                Finish(file);
            else
                ThreadPool.UnsafeQueueUserWorkItem(Finish, file, preferLocal: false);
        });
        if (!isTaken)
            done.SetResult(absent(LogReadOutcome.Failed));
        return done.Task;

        void Finish(LogFileReader file)
        {
            using (file)
            {
                try
                {
                    done.SetResult(read(file));
                }
                catch (OutOfMemoryException)
                {
                    // A log larger than the memory there is; nobody else on this thread could be told.
                    done.SetResult(absent(LogReadOutcome.Failed));
                }
            }
        }
    }

    private void Run()
    {
        List<LogMail> batch = [];
        while (!_mail.IsClosed)
        {
            batch = _mail.Take(batch, UntilRetry());
            Handle(batch);
        }
        // What was posted before the close.
        Handle(_mail.Take(batch, 0));
        CloseAll();
    }

    private void Handle(List<LogMail> batch)
    {
        foreach (var mail in batch)
        {
            if (mail.Work is { } work)
            {
                FlushDirty();
                work();
            }
            else
            {
                Deliver(mail.Chunk);
            }
        }
        FlushDirty();
        Retry();
        _watches.Notify();
    }

    private void Deliver(LogChunk chunk)
    {
        if (chunk.Owner.Sink is not { } sink)
        {
            Discard(chunk);
        }
        else if (sink.Lane is { } lane)
        {
            if (lane.BacklogBytes > (sink.Users.Count + OrphansPerLane) * (ChildLog.FullBytes + LogBufferPool.LargeBytes) || !lane.Post(chunk))
                Discard(chunk);
        }
        else
        {
            sink.Add(chunk);
            if (sink.IsDirty)
                return;
            sink.IsDirty = true;
            _dirty.Add(sink);
        }
    }

    private void Discard(LogChunk chunk)
    {
        chunk.Owner.Release(chunk);
        Pool.Return(chunk.Bytes);
    }

    private void FlushDirty()
    {
        foreach (var sink in _dirty)
        {
            sink.IsDirty = false;
            if (sink.Flush())
                _watches.Changed(sink.Path);
            if (!sink.IsFailing || sink.IsAwaitingRetry)
                continue;
            sink.IsAwaitingRetry = true;
            _retries.Add(sink);
        }
        _dirty.Clear();
    }

    private void Retry() => _retries.RemoveAll(sink =>
    {
        if (sink.Flush())
            _watches.Changed(sink.Path);
        if (sink.IsFailing)
            return false;
        sink.IsAwaitingRetry = false;
        _sinks.CloseIfUnused(sink);
        return true;
    });

    private int UntilRetry() =>
        _retries.Count == 0 ? -1 : Math.Max(1, (int)_retries.Min(s => s.UntilRetry).TotalMilliseconds + 1);

    private void CloseAll()
    {
        foreach (var sink in _sinks.All)
        {
            sink.Lane?.End();
            if (sink.Lane is not null)
                continue;
            sink.Flush(force: true);
            sink.Close();
        }
        var lanes = _sinks.All.Select(s => s.Lane).OfType<LogLane>().ToList();
        var grace = TimeSpan.FromTicks(_policy.CloseGrace.Ticks / Math.Max(1, lanes.Count));
        foreach (var lane in lanes.Where(lane => !lane.Join(grace)).ToList())
        {
            lane.Cancel();
            lane.Join(_policy.CloseGrace);
        }
        if (_syslog.IsValueCreated)
            _syslog.Value.Close(_policy.CloseGrace);
    }

    private sealed class Unwatch(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
