using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// One open file and what waits to be written to it, for all the logs that name it: they share its size, so its rotation is one.
/// The queue belongs to one thread: the writer's, or the lane's for a target that may block.
/// </summary>
internal sealed class LogSink
{
    private readonly LogServices _services;
    private readonly Queue<LogChunk> _queue = new();
    private readonly LogIncident _incident;
    private readonly byte[] _gathered;
    private long _queuedBytes;
    private int _writtenOfHead;
    private long? _rotationComplained;

    /// <param name="path">The name it was opened by, for reports and for followers.</param>
    /// <param name="target">The open file; owned from now on.</param>
    /// <param name="gathered">Room to put short writes together in; only used by the thread that owns the queue.</param>
    /// <param name="services">What all of them share.</param>
    /// <param name="record">Where an earlier one stopped; null for a file just opened. What waits there is given by <see cref="Resume"/>.</param>
    public LogSink(string path, ILogTarget target, byte[] gathered, LogServices services, LogSinkRecord? record = null)
    {
        (Path, Target, _gathered, _services) = (path, target, gathered, services);
        _incident = new LogIncident(path, services, record?.Incident);
        _rotationComplained = record?.RotationComplained;
    }

    public string Path { get; }

    public ILogTarget Target { get; private set; }

    /// <summary>The logs that write here. Writer's thread only, as the next three.</summary>
    public List<ChildLog> Users { get; } = [];

    /// <summary>The thread of a target that may block; null for a regular file.</summary>
    public LogLane? Lane { get; set; }

    /// <summary>On the writer's list of sinks with something to do.</summary>
    public bool IsDirty { get; set; }

    /// <summary>On the writer's list of sinks to be tried again.</summary>
    public bool IsAwaitingRetry { get; set; }

    public bool IsEmpty => _queue.Count == 0;

    public long QueuedBytes => _queuedBytes;

    public bool IsFailing => _incident.IsOpen;

    public TimeSpan UntilRetry => _incident.UntilRetry;

    public void Add(LogChunk chunk)
    {
        _queue.Enqueue(chunk);
        _queuedBytes += chunk.Count;
    }

    /// <summary>To be called first of all: takes what an earlier object of this file had not written.</summary>
    /// <param name="waiting">Oldest first.</param>
    /// <param name="writtenOfHead">How much of the oldest is written.</param>
    public void Resume(IEnumerable<LogChunk> waiting, int writtenOfHead)
    {
        foreach (var chunk in waiting)
            Add(chunk);
        _writtenOfHead = writtenOfHead;
        _queuedBytes -= writtenOfHead;
    }

    /// <summary>As data. By the thread that owns the queue, between two writes.</summary>
    /// <param name="names">The paths that it was opened by.</param>
    /// <param name="users">The logs that write here.</param>
    public LogSinkRecord ToRecord(IReadOnlyList<string> names, IReadOnlyList<ChildLogRecord> users) => new(
        Path,
        names,
        Target.ToRecord(),
        users,
        [.. _queue.Select(chunk => new LogChunkRecord(chunk.Owner.Number, chunk.Bytes[..chunk.Count], chunk.More))],
        _writtenOfHead,
        _incident.ToRecord(),
        _rotationComplained);

    /// <summary>Writes what waits. True when the file changed.</summary>
    /// <param name="force">Do not wait for the moment of the next try.</param>
    public bool Flush(bool force = false)
    {
        var isChanged = false;
        while (_queue.Count > 0 && (force || _incident.UntilRetry <= TimeSpan.Zero))
        {
            var result = Target.Write(NextBytes());
            if (result <= 0)
            {
                if (result == -Errno.ECANCELED)
                    return isChanged;
                _incident.Failed(result == 0 ? Errno.EIO : -result);
                break;
            }
            _incident.Over();
            isChanged = true;
            Written(result);
        }
        if (_incident.MayDrop)
            DropOldest();
        return isChanged;
    }

    /// <summary>Goes on with another open file in place of this one; what waits goes there.</summary>
    public void Replace(ILogTarget target)
    {
        Target.Dispose();
        Target = target;
    }

    /// <summary>Forgets what waits: it was written before the log was cleared.</summary>
    public void Forget()
    {
        Target.AbandonWrite();
        while (_queue.Count > 0)
            DropHead();
        _incident.Over();
    }

    public void Close()
    {
        _incident.Abandoned(_queuedBytes);
        while (_queue.Count > 0)
            DropHead();
        Target.Dispose();
    }

    /// <summary>The head of the queue; short writes are put together, but never across a rotation that stock would do between them.</summary>
    private ReadOnlySpan<byte> NextBytes()
    {
        var head = _queue.Peek();
        var rest = head.Bytes.AsSpan(_writtenOfHead, head.Count - _writtenOfHead);
        if (_queue.Count == 1 || rest.Length > LogBufferPool.SmallBytes || head.More)
            return rest;
        var room = Math.Min(Target.Room, int.MaxValue);
        rest.CopyTo(_gathered);
        var count = rest.Length;
        var isFirst = true;
        foreach (var chunk in _queue)
        {
            if (isFirst)
            {
                isFirst = false;
                continue;
            }
            if (count >= room || chunk.More || chunk.Count > LogBufferPool.SmallBytes || count + chunk.Count > _gathered.Length)
                break;
            chunk.Bytes.AsSpan(0, chunk.Count).CopyTo(_gathered.AsSpan(count));
            count += chunk.Count;
        }
        return _gathered.AsSpan(0, count);
    }

    private void Written(int count)
    {
        _queuedBytes -= count;
        var isBetweenWrites = false;
        while (count > 0)
        {
            var head = _queue.Peek();
            var rest = head.Count - _writtenOfHead;
            if (count < rest)
            {
                _writtenOfHead += count;
                return;
            }
            count -= rest;
            Dequeue();
            isBetweenWrites = !head.More;
        }
        if (isBetweenWrites && Target.EndWrite() is var result and < 0)
            ComplainOfRotation(-result);
    }

    private void ComplainOfRotation(int errno)
    {
        if (_rotationComplained is { } last && _services.Time.GetElapsedTime(last) < _services.Policy.Quiet)
            return;
        _rotationComplained = _services.Time.GetTimestamp();
        _services.MainLog()?.CannotRotate(Path, errno);
    }

    private void DropOldest()
    {
        if (_queuedBytes > _services.Policy.KeptBytes)
            Target.AbandonWrite();
        while (_queuedBytes > _services.Policy.KeptBytes && _queue.Count > 0)
            _incident.Lost(DropHead());
    }

    private int DropHead()
    {
        var lost = _queue.Peek().Count - _writtenOfHead;
        _queuedBytes -= lost;
        Dequeue();
        return lost;
    }

    private void Dequeue()
    {
        var chunk = _queue.Dequeue();
        _writtenOfHead = 0;
        chunk.Owner.Release(chunk);
        _services.Pool.Return(chunk.Bytes);
    }
}
