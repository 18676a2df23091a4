using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>Pipes and the reads and writes on them. Descriptors are closed on exec; calls cut short by a signal are repeated.</summary>
internal static unsafe class Pipes
{
    private const int O_NONBLOCK = 0x800;
    private const int O_CLOEXEC = 0x80000;
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;
    private const int F_SETPIPE_SZ = 1031;
    private const int F_GETPIPE_SZ = 1032;
    private const int DefaultCapacity = 65536;

    public static (int Read, int Write) Create()
    {
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, O_CLOEXEC) < 0)
            throw PosixException.Last("pipe2");
        return (ends[0], ends[1]);
    }

    public static void SetNonBlocking(int fd)
    {
        var flags = Libc.fcntl(fd, F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
            throw PosixException.Last("fcntl");
    }

    public static IoResult Read(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.read(fd, start, buffer.Length);
                if (count >= 0)
                    return new((int)count, 0);
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                    return new(-1, errno);
            }
        }
    }

    public static IoResult Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                var count = Libc.write(fd, start, bytes.Length);
                if (count >= 0)
                    return new((int)count, 0);
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                    return new(-1, errno);
            }
        }
    }

    /// <summary>EINTR is not repeated: on Linux the descriptor is gone all the same (close(2)).</summary>
    public static void Close(int fd) => _ = Libc.close(fd);

    /// <summary>Makes room for more; where the system grants no more (pipe(7), the user's soft limit) the pipe stays as it is.</summary>
    public static void Grow(int fd, int bytes) => _ = Libc.fcntl(fd, F_SETPIPE_SZ, bytes);

    /// <summary>Bytes the pipe can hold.</summary>
    public static int Capacity(int fd) => Libc.fcntl(fd, F_GETPIPE_SZ, 0) is > 0 and var size ? size : DefaultCapacity;
}
