using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>One descriptor to wait for; laid out as <c>struct pollfd</c>. A negative descriptor is never ready.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry(int fd, Readiness interest)
{
    private readonly int _fd = fd;
    private readonly short _events = (short)((interest.HasFlag(Readiness.Readable) ? Libc.POLLIN : 0) | (interest.HasFlag(Readiness.Writable) ? Libc.POLLOUT : 0));
    private short _revents;

    /// <summary>After a wait: the next call on the descriptor does not block. An error or a hang-up counts.</summary>
    public readonly bool IsReady => _revents != 0;

    /// <summary>For something exceptional, which is not data: POLLPRI, and POLLERR that always counts.</summary>
    internal static PollEntry Exception(int fd) => new(fd, Libc.POLLPRI);

    private PollEntry(int fd, short events)
        : this(fd, default(Readiness)) => _events = events;

    internal void Clear() => _revents = 0;
}

/// <summary>Waits for a handful of descriptors, of any kind: unlike epoll it takes files too, which standard input may be.</summary>
internal static unsafe class Poll
{
    public const int Forever = -1;

    public static void Wait(Span<PollEntry> entries, int milliseconds = Forever)
    {
        foreach (ref var entry in entries)
            entry.Clear();
        fixed (PollEntry* start = entries)
        {
            while (Libc.poll(start, (nuint)entries.Length, milliseconds) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw PosixException.Last("poll");
            }
        }
    }

    /// <summary>Whether a read would not block just now.</summary>
    public static bool IsReadable(int fd)
    {
        Span<PollEntry> entry = [new PollEntry(fd, Readiness.Readable)];
        Wait(entry, milliseconds: 0);
        return entry[0].IsReady;
    }

    /// <summary>Whether the kernel has news of the descriptor that are no data, as of the list of mounts.</summary>
    public static bool HasException(int fd)
    {
        Span<PollEntry> entry = [PollEntry.Exception(fd)];
        Wait(entry, milliseconds: 0);
        return entry[0].IsReady;
    }
}
