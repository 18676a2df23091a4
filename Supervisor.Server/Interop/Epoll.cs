using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>What a descriptor is ready for. An error or a hang-up counts as both: the next call tells.</summary>
[Flags]
internal enum Readiness
{
    None = 0,
    Readable = 1,
    Writable = 2,

    /// <summary>Something exceptional, which is no data.</summary>
    News = 4,
}

/// <summary>An epoll instance, level-triggered. Each descriptor is watched under a token that comes back when it is ready.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int MaxEvents = 64;

    /// <summary>struct epoll_event is packed on x86-64 and nowhere else (epoll_ctl(2)).</summary>
    internal static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly int _fd;
    private readonly byte[] _events = new byte[MaxEvents * (DataOffset + 8)];

    public Epoll()
    {
        _fd = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        if (_fd < 0)
            throw PosixException.Last("epoll_create1");
    }

    public void Add(int fd, Readiness interest, long token) => Control(Libc.EPOLL_CTL_ADD, fd, interest, token);

    public void Change(int fd, Readiness interest, long token) => Control(Libc.EPOLL_CTL_MOD, fd, interest, token);

    public void Remove(int fd) => Control(Libc.EPOLL_CTL_DEL, fd, Readiness.None, 0);

    /// <summary>Waits for at most <paramref name="milliseconds"/>, for ever when negative. Returns how many events there are to look at.</summary>
    public int Wait(int milliseconds)
    {
        fixed (byte* events = _events)
        {
            var count = Libc.epoll_wait(_fd, events, MaxEvents, milliseconds);
            if (count < 0 && Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw PosixException.Last("epoll_wait");
            return Math.Max(0, count);
        }
    }

    public (long Token, Readiness Ready) this[int index]
    {
        get
        {
            var item = _events.AsSpan(index * (DataOffset + 8));
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(item);
            var ready = Readiness.None;
            if ((bits & (Libc.EPOLLIN | Libc.EPOLLERR | Libc.EPOLLHUP)) != 0)
                ready |= Readiness.Readable;
            if ((bits & (Libc.EPOLLOUT | Libc.EPOLLERR | Libc.EPOLLHUP)) != 0)
                ready |= Readiness.Writable;
            return (BinaryPrimitives.ReadInt64LittleEndian(item[DataOffset..]), ready);
        }
    }

    public void Dispose() => Pipes.Close(_fd);

    private void Control(int operation, int fd, Readiness interest, long token)
    {
        var item = stackalloc byte[16];
        var bits = (interest.HasFlag(Readiness.Readable) ? Libc.EPOLLIN : 0) | (interest.HasFlag(Readiness.Writable) ? Libc.EPOLLOUT : 0)
            | (interest.HasFlag(Readiness.News) ? Libc.EPOLLPRI : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(item, 4), bits);
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(item + DataOffset, 8), token);
        if (Libc.epoll_ctl(_fd, operation, fd, item) < 0)
            throw PosixException.Last("epoll_ctl");
    }
}
