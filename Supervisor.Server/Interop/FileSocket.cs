using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>How a transfer ended.</summary>
internal enum Transfer
{
    Done,

    /// <summary>Nothing came, or nothing was taken, in the time given.</summary>
    Late,

    /// <summary>The other end is gone, or stopped in the middle.</summary>
    Broken,
}

/// <summary>One end of a socket pair. Whole messages go out and come in within a time, or until the wait is cancelled from another thread.</summary>
internal sealed unsafe class FileSocket(int fd) : IDisposable
{
    public static int Pair(out int ours, out int theirs)
    {
        var ends = stackalloc int[2];
        var result = Libc.socketpair(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0, ends);
        (ours, theirs) = (ends[0], ends[1]);
        return result < 0 ? -Marshal.GetLastPInvokeError() : 0;
    }

    /// <param name="bytes">All of it is to go out.</param>
    /// <param name="milliseconds">How long to wait when the other end takes nothing; -1 for ever.</param>
    /// <param name="cancel">An event that ends every wait; negative for none.</param>
    public Transfer Send(ReadOnlySpan<byte> bytes, int milliseconds, int cancel)
    {
        var isBegun = false;
        while (!bytes.IsEmpty)
        {
            nint count;
            fixed (byte* start = bytes)
                count = Libc.send(fd, start, bytes.Length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
            if (count > 0)
            {
                bytes = bytes[(int)count..];
                isBegun = true;
                continue;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.EINTR)
                continue;
            if (errno != Errno.EAGAIN)
                return Transfer.Broken;
            if (!Await(Readiness.Writable, milliseconds, cancel))
                return isBegun ? Transfer.Broken : Transfer.Late;
        }
        return Transfer.Done;
    }

    public Transfer Receive(Span<byte> bytes, int milliseconds, int cancel)
    {
        var isBegun = false;
        while (!bytes.IsEmpty)
        {
            nint count;
            fixed (byte* start = bytes)
                count = Libc.recv(fd, start, bytes.Length, Libc.MSG_DONTWAIT);
            if (count > 0)
            {
                bytes = bytes[(int)count..];
                isBegun = true;
                continue;
            }
            var errno = count == 0 ? 0 : Marshal.GetLastPInvokeError();
            if (errno == Errno.EINTR)
                continue;
            if (errno != Errno.EAGAIN)
                return Transfer.Broken;
            if (!Await(Readiness.Readable, milliseconds, cancel))
                return isBegun ? Transfer.Broken : Transfer.Late;
        }
        return Transfer.Done;
    }

    public void Dispose() => Pipes.Close(fd);

    private bool Await(Readiness readiness, int milliseconds, int cancel)
    {
        Span<PollEntry> entries = [new PollEntry(fd, readiness), new PollEntry(cancel, Readiness.Readable)];
        Poll.Wait(entries, milliseconds);
        return entries[0].IsReady && !entries[1].IsReady;
    }
}
