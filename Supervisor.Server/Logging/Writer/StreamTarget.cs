using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>How the descriptor of a pipe, terminal, socket or device is written without being stuck in it.</summary>
internal enum StreamKind
{
    /// <summary>Opened here, non-blocking.</summary>
    Own,

    /// <summary>Shares its flags with other processes, so it stays as it is: written in pieces a pipe takes whole (pipe(7), PIPE_BUF).</summary>
    Shared,

    /// <summary>A socket: non-blocking by the call.</summary>
    Socket,
}

/// <summary>Owns the descriptor of a log that is no regular file. Its writes wait, on the lane's thread, until cancelled; it never rotates.</summary>
internal sealed class StreamTarget(int fd, FileStatus status, StreamKind kind) : ILogTarget
{
    private const int PipeBuf = 4096;

    private readonly EventFd _cancel = new();
    private volatile bool _isCancelled;

    public FileStatus Identity => status;

    public bool MayBlock => !status.IsNullDevice;

    public long Room => long.MaxValue;

    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (kind == StreamKind.Shared)
        {
            if (!LogFileCalls.AwaitWritable(fd, _cancel.Descriptor))
                return -Errno.ECANCELED;
            bytes = bytes[..Math.Min(bytes.Length, PipeBuf)];
        }
        while (true)
        {
            var result = kind == StreamKind.Socket ? LogFileCalls.Send(fd, bytes) : LogFileCalls.Write(fd, bytes);
            if (result != -Errno.EAGAIN)
                return result;
            if (!LogFileCalls.AwaitWritable(fd, _cancel.Descriptor))
                return -Errno.ECANCELED;
        }
    }

    public int EndWrite() => 0;

    public void AbandonWrite()
    {
        // A write that was cut short wrote nothing.
    }

    public LogTargetRecord ToRecord() => new StreamTargetRecord(new(fd, status.Device, status.Inode), kind);

    /// <summary>Ends the wait of a write, now and for good. From any thread.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        _cancel.Signal();
    }

    /// <summary>Ends the wait of a write until <see cref="WaitAgain"/>. From any thread.</summary>
    public void Interrupt() => _cancel.Signal();

    /// <summary>Writes wait again, unless they were cancelled. By the thread that writes.</summary>
    public void WaitAgain()
    {
        _cancel.Clear();
        if (_isCancelled)
            _cancel.Signal();
    }

    public void Dispose()
    {
        LogFileCalls.Close(fd);
        _cancel.Dispose();
    }
}
