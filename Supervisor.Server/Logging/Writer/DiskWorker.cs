using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// One thread and every file it has open. All it does is asked of it by messages in one order: who reads sees what was written before.
/// Whatever goes wrong with one message is told, and the next one is served.
/// </summary>
internal sealed class DiskWorker
{
    /// <summary>What logs already closed may leave waiting for a target that takes nothing, in units of a full log.</summary>
    private const int OrphansPerLane = 4;

    private readonly Mailbox<LogMail> _mail = new();
    private readonly LogServices _services;
    private readonly List<LogSink> _dirty = [];
    private readonly List<LogSink> _retries = [];
    private readonly List<string> _leftBehind = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private volatile string? _at;
    private volatile bool _isIdle = true;

    /// <summary>Fails with PosixException where the system grants no thread.</summary>
    /// <param name="files">Who makes the calls; owned from now on.</param>
    /// <param name="mount">The mount that is reached through an agent; null for the calls that this thread makes itself.</param>
    /// <param name="services">What all of them share.</param>
    public DiskWorker(IFileCalls files, Mount? mount, LogServices services)
    {
        (Files, Mount, _services) = (files, mount, services);
        AutoLogs = new AutoLogs(files);
        Sinks = new LogSinkTable(services, files, new LogTargetOpener(files, mount), sink => Do(() => Sinks!.CloseIfUnused(sink)))
        {
            Changed = Watches.Changed,
        };
        _thread = new Thread(Run) { IsBackground = true, Name = mount is null ? "log-writer" : "log-far" };
        try
        {
            _thread.Start();
        }
        catch (Exception refused) when (refused is OutOfMemoryException or ThreadStartException)
        {
            throw new PosixException(mount is null ? "a thread for the log writer" : $"a thread for the files at {mount.Point}", Errno.EAGAIN);
        }
    }

    public Mount? Mount { get; }

    /// <summary>On the worker's thread only, as the next three.</summary>
    public IFileCalls Files { get; }

    public LogSinkTable Sinks { get; }

    public LogWatches Watches { get; } = new();

    public AutoLogs AutoLogs { get; }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Whether it has nothing open and nothing under way: it could be ended without a loss.</summary>
    public bool IsIdle => _isIdle;

    /// <summary>Completes when the thread has closed everything.</summary>
    public Task Ended => _ended.Task;

    /// <summary>False when it was closed: the mail is not taken.</summary>
    public bool Post(in LogMail mail) => _mail.Post(mail);

    public bool Do(Action work) => _mail.Post(new LogMail(work));

    /// <summary>Does something to the open files in its turn; fails with what that fails with. Closed, it fails with PosixException.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="hold">Keeps the thread from doing anything else afterwards; null for no hold.</param>
    public Task AskAsync(Action<LogSinkTable> work, LogHold? hold = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = Do(() =>
        {
            try
            {
                work(Sinks);
                done.SetResult();
            }
            catch (Exception error)
            {
                // Handed to whoever asked.
                done.SetException(error);
            }
            hold?.Wait();
        });
        return isTaken ? done.Task : Task.FromException(Closed());
    }

    /// <summary>
    /// All that it has open, as data, with everything in it that was posted before. Closed, it fails with PosixException, and while nobody knows
    /// whether the other side carries a call out: who went on from the record would do it once more.
    /// </summary>
    /// <param name="hold">Keeps the thread, and those of its lanes, from writing on; null for no hold.</param>
    public async Task<DiskWorkerRecord> ToRecordAsync(LogHold? hold)
    {
        IReadOnlyList<Task<LogSinkRecord>> sinks = [];
        IReadOnlyList<AutoLogClaimRecord> claims = [];
        await AskAsync(
            open =>
            {
                if (Files is FarFiles { IsSettled: false })
                    throw new PosixException($"the files at {Mount!.Point}", Errno.ETIMEDOUT);
                (sinks, claims) = (open.ToRecords(hold), AutoLogs.ToRecords());
            },
            hold).ConfigureAwait(false);
        return new(Mount?.Point, await Task.WhenAll(sinks).ConfigureAwait(false), claims);
    }

    /// <summary>Goes on with a file as an earlier worker had it. Worker's thread only. Fails with PosixException.</summary>
    public void Resume(LogSinkRecord record, IReadOnlyDictionary<int, ChildLog> logs)
    {
        foreach (var user in record.Users)
            logs[user.Number].BelongsTo(this);
        var sink = Sinks.Resume(record, logs);
        if (sink.Lane is { } lane)
        {
            if (sink.Users.Count == 0)
                lane.Finish();
            return;
        }
        sink.IsAwaitingRetry = true;
        _retries.Add(sink);
    }

    public static PosixException Closed() => new("log writer", Errno.ESHUTDOWN);

    /// <summary>Takes no more, writes what there is and closes the files. Returns at once.</summary>
    public void Close()
    {
        if (!_mail.IsClosed)
            _mail.Close();
    }

    /// <summary>Waits no longer for an agent; what it did not take is left behind.</summary>
    public void GiveUp() => (Files as FarFiles)?.Cancel();

    /// <summary>What was lost by the close, in sentences. To be asked when it has ended, or when nobody waits for that any longer.</summary>
    public IReadOnlyList<string> LeftBehind() => _ended.Task.IsCompleted
        ? _leftBehind
        : [Mount is { } mount ? $"the thread for the files at {mount.Point} has not ended" : $"the log writer waits for a disk{(_at is { } path ? $", with '{path}'" : "")}"];

    private void Run()
    {
        try
        {
            List<LogMail> batch = [];
            while (!_mail.IsClosed)
            {
                batch = _mail.Take(batch, UntilRetry());
                Handle(batch);
            }
            // What was posted before the close.
            Handle(_mail.Take(batch, 0));
            Guarded(CloseAll);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Handle(List<LogMail> batch)
    {
        _isIdle = false;
        foreach (var mail in batch)
        {
            if (mail.Work is { } work)
            {
                FlushDirty();
                Guarded(work);
            }
            else
            {
                Deliver(mail.Chunk);
            }
        }
        FlushDirty();
        Retry();
        Guarded(Watches.Notify);
        _isIdle = Mount is not null && Sinks.All.Count == 0 && Files is FarFiles { IsIdle: true };
    }

    /// <summary>One of the few places where whatever happens is caught: the files of everybody else depend on this thread.</summary>
    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            _services.Report(failure);
        }
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
        _services.Pool.Return(chunk.Bytes);
    }

    private void FlushDirty()
    {
        foreach (var sink in _dirty)
        {
            sink.IsDirty = false;
            Flush(sink);
            if (!sink.IsFailing || sink.IsAwaitingRetry)
                continue;
            sink.IsAwaitingRetry = true;
            _retries.Add(sink);
        }
        _dirty.Clear();
    }

    private void Flush(LogSink sink)
    {
        _at = sink.Path;
        try
        {
            if (sink.Flush())
                Watches.Changed(sink.Path);
        }
        catch (Exception failure)
        {
            _services.Report(failure);
        }
        _at = null;
    }

    private void Retry()
    {
        if (_retries.Count == 0)
            return;
        _retries.RemoveAll(sink =>
        {
            Flush(sink);
            if (sink.IsFailing)
                return false;
            sink.IsAwaitingRetry = false;
            Guarded(() => Sinks.CloseIfUnused(sink));
            return true;
        });
    }

    private int UntilRetry() =>
        _retries.Count == 0 ? -1 : Math.Max(1, (int)_retries.Min(s => s.UntilRetry).TotalMilliseconds + 1);

    private void CloseAll()
    {
        foreach (var sink in Sinks.All)
        {
            sink.Lane?.End();
            if (sink.Lane is null)
                Guarded(() => CloseNow(sink));
        }
        var lanes = Sinks.All.Select(s => s.Lane).OfType<LogLane>().ToList();
        var grace = TimeSpan.FromTicks(_services.Policy.CloseGrace.Ticks / Math.Max(1, lanes.Count));
        foreach (var lane in lanes.Where(lane => !lane.Join(grace)).ToList())
        {
            lane.Cancel();
            lane.Join(_services.Policy.CloseGrace);
        }
        AutoLogs.Dispose();
        if (Files is not FarFiles far)
            return;
        if (far.IsStuck)
            _leftBehind.Add($"process {far.Pid} waits for the {Mount!.Type} file system at {Mount.Point}");
        far.Dispose();
    }

    private void CloseNow(LogSink sink)
    {
        _at = sink.Path;
        sink.Flush(force: true);
        if (!sink.IsEmpty)
            _leftBehind.Add($"log file '{sink.Path}': {sink.QueuedBytes} bytes were not written");
        sink.Close();
        _at = null;
    }
}
