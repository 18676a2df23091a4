using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// One channel's handle on its log. Nothing here waits or touches a disk: every call is a message to the writer, and they take
/// effect in the order of the calls. Counts the memory that its bytes hold until they are written, and says when that is too much.
/// It knows nothing of children: it may stay open from one to the next.
/// </summary>
internal sealed class ChildLog
{
    /// <summary>Above this much waiting the log is full: stop reading the child's pipe.</summary>
    public const long FullBytes = 1024 * 1024;

    /// <summary>The same, while all logs together hold more than the writer's budget.</summary>
    public const long FullBytesUnderPressure = 64 * 1024;

    private readonly LogWriter _writer;
    private readonly Action<Action> _post;
    private volatile DiskWorker _worker;
    private long _queued;
    private long _resumeAt;
    private int _isFull;

    /// <param name="writer">Who writes it.</param>
    /// <param name="options">Which file, and how it is rotated.</param>
    /// <param name="post">Runs something on the event loop.</param>
    /// <param name="worker">Whose thread opens it; found out by <see cref="OpenAsync"/> where it is not given.</param>
    public ChildLog(LogWriter writer, LogFileOptions options, Action<Action> post, DiskWorker? worker = null) =>
        (_writer, Options, _post, _worker, Number) = (writer, options, post, worker ?? writer.Near, writer.NextLogNumber());

    /// <summary>Goes on where an earlier one stopped; its file comes with that of the <see cref="LogSink"/>.</summary>
    public ChildLog(LogWriter writer, ChildLogRecord record, Action<Action> post) =>
        (_writer, Options, _post, _worker, Number) = (writer, record.Options, post, writer.Near, record.Number);

    public string Path => Options.Path;

    /// <summary>No other log of this writer has it.</summary>
    public int Number { get; }

    public ChildLogRecord ToRecord() => new(Number, Options);

    /// <summary>Bytes of memory that wait to be written.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    /// <summary>Nothing is refused, but whoever writes should stop until <see cref="Drained"/>.</summary>
    public bool IsFull => Volatile.Read(ref _isFull) != 0;

    /// <summary>Called on the event loop when a full log has room again.</summary>
    public Action? Drained { get; set; }

    internal LogFileOptions Options { get; }

    /// <summary>Where it is written. Worker's thread only.</summary>
    internal LogSink? Sink { get; set; }

    /// <summary>Opens the file to append, or creates it. Fails with PosixException.</summary>
    public Task OpenAsync() => _writer.OnWorkerAsync(Path, worker =>
    {
        _worker = worker;
        worker.Sinks.Acquire(this);
        return true;
    });

    /// <summary>Begins a new file where the old one was moved away. Fails with PosixException; then the old one is used on.</summary>
    public Task ReopenAsync() => _worker.AskAsync(sinks => sinks.Reopen(this));

    /// <summary>
    /// To be called when a program starts anew on a log that stayed open: where others moved the file away, what is written from now on
    /// begins a new one. Where that fails it is told, and the old one is used on.
    /// </summary>
    public void RenewIfMoved() => _ = _worker.Do(() =>
    {
        try
        {
            _worker.Sinks.RenewIfMoved(this);
        }
        catch (PosixException)
        {
            // Told by the one who tried.
        }
    });

    /// <summary>Removes the file, not its backups, and begins a new one, as stock does. A pipe or device is left alone. Fails with PosixException.</summary>
    public Task ClearAsync() => _worker.AskAsync(sinks => sinks.Clear(this));

    /// <summary>
    /// Lets go of the file once what was written before is in it. Where the file does not take its bytes just now, the writer
    /// keeps them and the task does not wait for that.
    /// </summary>
    public async Task CloseAsync()
    {
        try
        {
            await _worker.AskAsync(sinks => sinks.Release(this)).ConfigureAwait(false);
        }
        catch (PosixException)
        {
            // The writer was closed before, and everything with it.
        }
    }

    /// <summary>A buffer to read into, to be given back by <see cref="Write(LogBuffer, int)"/>.</summary>
    public LogBuffer Rent() => new(_writer.Pool.RentLarge());

    /// <summary>Takes back a rented buffer and writes its first <paramref name="count"/> bytes, which may be none.</summary>
    public void Write(LogBuffer buffer, int count)
    {
        if (count > LogBufferPool.SmallBytes)
        {
            Send(buffer.Bytes, count, more: false);
            return;
        }
        if (count > 0)
            Write(buffer.Bytes.AsSpan(0, count));
        _writer.Pool.Return(buffer.Bytes);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, LogBufferPool.LargeBytes);
            var copy = _writer.Pool.Rent(count);
            bytes[..count].CopyTo(copy);
            bytes = bytes[count..];
            Send(copy, count, more: !bytes.IsEmpty);
        }
    }

    /// <summary>Its file turned out to be this worker's. To be called before anything is written.</summary>
    internal void BelongsTo(DiskWorker worker) => _worker = worker;

    /// <summary>A piece that an earlier object of this log sent and that is not written: it counts as sent by this one.</summary>
    internal LogChunk Resume(LogChunkRecord record)
    {
        var bytes = _writer.Pool.Rent(record.Bytes.Length);
        record.Bytes.CopyTo(bytes, 0);
        Count(bytes.Length);
        return new LogChunk(this, bytes, record.Bytes.Length, record.More);
    }

    /// <summary>The chunk's memory is free again. Any thread; the buffer itself goes back to the pool.</summary>
    internal void Release(LogChunk chunk)
    {
        _writer.Unhold(chunk.Bytes.Length);
        var queued = Interlocked.Add(ref _queued, -chunk.Bytes.Length);
        if (Volatile.Read(ref _isFull) != 0 && queued <= Volatile.Read(ref _resumeAt) && Interlocked.Exchange(ref _isFull, 0) != 0)
            _post(() => Drained?.Invoke());
    }

    private void Send(byte[] bytes, int count, bool more)
    {
        Count(bytes.Length);
        var chunk = new LogChunk(this, bytes, count, more);
        if (_worker.Post(new LogMail(chunk)))
            return;
        Release(chunk);
        _writer.Pool.Return(bytes);
    }

    private void Count(int bytes)
    {
        var limit = _writer.IsUnderPressure ? FullBytesUnderPressure : FullBytes;
        _writer.Hold(bytes);
        var queued = Interlocked.Add(ref _queued, bytes);
        if (queued > limit && !IsFull)
            BecomeFull(limit / 2);
    }

    /// <summary>Raised before the last look at the count, and both with full fences: a log that drained meanwhile is not full for ever.</summary>
    private void BecomeFull(long resumeAt)
    {
        Volatile.Write(ref _resumeAt, resumeAt);
        Interlocked.Exchange(ref _isFull, 1);
        if (Interlocked.Read(ref _queued) <= resumeAt)
            Interlocked.Exchange(ref _isFull, 0);
    }
}
