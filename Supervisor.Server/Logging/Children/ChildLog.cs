namespace Supervisor.Server.Logging;

/// <summary>
/// One channel's handle on its log. Nothing here waits or touches a disk: every call is a message to the writer, and they take
/// effect in the order of the calls. Counts the memory that its bytes hold until they are written, and says when that is too much.
/// </summary>
internal sealed class ChildLog(LogWriter writer, LogFileOptions options, Action<Action> post)
{
    /// <summary>Above this much waiting the log is full: stop reading the child's pipe.</summary>
    public const long FullBytes = 1024 * 1024;

    /// <summary>The same, while all logs together hold more than the writer's budget.</summary>
    public const long FullBytesUnderPressure = 64 * 1024;

    private long _queued;
    private long _resumeAt;
    private int _isFull;

    public string Path => options.Path;

    /// <summary>Bytes of memory that wait to be written.</summary>
    public long Queued => Interlocked.Read(ref _queued);

    /// <summary>Nothing is refused, but whoever writes should stop until <see cref="Drained"/>.</summary>
    public bool IsFull => Volatile.Read(ref _isFull) != 0;

    /// <summary>Called on the event loop when a full log has room again.</summary>
    public Action? Drained { get; set; }

    internal LogFileOptions Options => options;

    /// <summary>Where it is written. Writer's thread only.</summary>
    internal LogSink? Sink { get; set; }

    /// <summary>Opens the file to append, or creates it. Fails with PosixException.</summary>
    public Task OpenAsync() => writer.AskAsync(sinks => sinks.Acquire(this));

    /// <summary>Begins a new file where the old one was moved away. Fails with PosixException; then the old one is used on.</summary>
    public Task ReopenAsync() => writer.AskAsync(sinks => sinks.Reopen(this));

    /// <summary>Removes the file, not its backups, and begins a new one, as stock does. A pipe or device is left alone. Fails with PosixException.</summary>
    public Task ClearAsync() => writer.AskAsync(sinks => sinks.Clear(this));

    /// <summary>
    /// Lets go of the file once what was written before is in it. Where the file does not take its bytes just now, the writer
    /// keeps them and the task does not wait for that.
    /// </summary>
    public Task CloseAsync() => writer.AskAsync(sinks => sinks.Release(this), isClosing: true);

    /// <summary>A buffer to read into, to be given back by <see cref="Write(LogBuffer, int)"/>.</summary>
    public LogBuffer Rent() => new(writer.Pool.RentLarge());

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
        writer.Pool.Return(buffer.Bytes);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, LogBufferPool.LargeBytes);
            var copy = writer.Pool.Rent(count);
            bytes[..count].CopyTo(copy);
            bytes = bytes[count..];
            Send(copy, count, more: !bytes.IsEmpty);
        }
    }

    /// <summary>The chunk's memory is free again. Any thread; the buffer itself goes back to the pool.</summary>
    internal void Release(LogChunk chunk)
    {
        writer.Unhold(chunk.Bytes.Length);
        var queued = Interlocked.Add(ref _queued, -chunk.Bytes.Length);
        if (Volatile.Read(ref _isFull) != 0 && queued <= Volatile.Read(ref _resumeAt) && Interlocked.Exchange(ref _isFull, 0) != 0)
            post(() => Drained?.Invoke());
    }

    private void Send(byte[] bytes, int count, bool more)
    {
        var limit = writer.IsUnderPressure ? FullBytesUnderPressure : FullBytes;
        writer.Hold(bytes.Length);
        var queued = Interlocked.Add(ref _queued, bytes.Length);
        if (queued > limit && !IsFull)
            BecomeFull(limit / 2);
        var chunk = new LogChunk(this, bytes, count, more);
        if (writer.Post(new LogMail(chunk)))
            return;
        Release(chunk);
        writer.Pool.Return(bytes);
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
