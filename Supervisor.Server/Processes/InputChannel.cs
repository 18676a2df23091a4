using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>What became of bytes meant for a child's stdin.</summary>
internal enum InputOutcome
{
    /// <summary>Written, or queued until the pipe takes them.</summary>
    Accepted,

    /// <summary>The child closed its stdin, or has none.</summary>
    Closed,

    /// <summary>Too much is queued already; nothing was taken.</summary>
    Full,
}

/// <summary>Owns the writing end of a child's stdin pipe and what the child has not taken yet. Loop thread only.</summary>
internal sealed class InputChannel : IDisposable
{
    /// <summary>Bytes that may wait for a child that does not read.</summary>
    public const int MaxQueued = 32 * 1024 * 1024;

    private readonly Queue<ReadOnlyMemory<byte>> _queued = new();
    private readonly FdWatch _watch;
    private int _queuedBytes;
    private int _fd;

    public InputChannel(EventLoop loop, int fd)
    {
        _fd = fd;
        Pipes.SetNonBlocking(fd);
        _watch = loop.Watch(fd, _ => Flush());
        _watch.Set(readable: false, writable: false);
    }

    /// <summary>Goes on where an earlier one stopped.</summary>
    public InputChannel(EventLoop loop, InputChannelRecord record)
        : this(loop, record.Descriptor)
    {
        foreach (var bytes in record.Queued)
        {
            _queued.Enqueue(bytes);
            _queuedBytes += bytes.Length;
        }
        _watch.Set(readable: false, writable: _queued.Count > 0);
    }

    /// <summary>Null where the child has closed its stdin.</summary>
    public InputChannelRecord? ToRecord() => IsClosed ? null : new(_fd, [.. _queued]);

    public bool IsClosed => _fd < 0;

    public InputOutcome Write(ReadOnlyMemory<byte> bytes)
    {
        if (IsClosed)
            return InputOutcome.Closed;
        if (_queuedBytes > 0 && _queuedBytes + bytes.Length > MaxQueued)
            return InputOutcome.Full;
        _queued.Enqueue(bytes);
        _queuedBytes += bytes.Length;
        if (_queued.Count == 1)
            Flush();
        return IsClosed ? InputOutcome.Closed : InputOutcome.Accepted;
    }

    public void Dispose()
    {
        if (IsClosed)
            return;
        _watch.Dispose();
        Pipes.Close(_fd);
        _fd = -1;
        _queued.Clear();
        _queuedBytes = 0;
    }

    private void Flush()
    {
        while (!IsClosed && _queued.TryPeek(out var bytes))
        {
            var written = Pipes.Write(_fd, bytes.Span);
            if (written.WouldBlock)
                break;
            if (written.Errno != 0)
            {
                // EPIPE: the reader is gone for good; any other errno leaves nothing to retry either.
                Dispose();
                return;
            }
            Consume(bytes, written.Count);
        }
        if (!IsClosed)
            _watch.Set(readable: false, writable: _queued.Count > 0);
    }

    private void Consume(ReadOnlyMemory<byte> bytes, int count)
    {
        _queuedBytes -= count;
        _queued.Dequeue();
        if (count == bytes.Length)
            return;
        // Put the rest back in front: a queue has no such move, so it is turned once round.
        var behind = _queued.Count;
        _queued.Enqueue(bytes[count..]);
        for (var i = 0; i < behind; i++)
            _queued.Enqueue(_queued.Dequeue());
    }
}
