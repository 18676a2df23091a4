namespace Supervisor.Server.Interop;

/// <summary>Pipes and the reads and writes on them. Descriptors are closed on exec; calls cut short by a signal are repeated.</summary>
internal static unsafe class Pipes
{
    private const int DefaultCapacity = 65536;

    public static (int Read, int Write) Create()
    {
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC) < 0)
            throw PosixException.Last("pipe2");
        return (ends[0], ends[1]);
    }

    /// <summary>
    /// Another descriptor for a pipe that both reads and writes: while it is open the pipe has a reader and a writer. Needs <c>/proc</c>. Fails with
    /// PosixException.
    /// </summary>
    public static int OpenBothWays(int end)
    {
        var fd = Libc.open($"/proc/self/fd/{end}", Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        return fd >= 0 ? fd : throw PosixException.Last("open of a pipe by /proc/self/fd");
    }

    public static void SetNonBlocking(int fd)
    {
        var flags = Libc.fcntl(fd, Libc.F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(fd, Libc.F_SETFL, flags | Libc.O_NONBLOCK) < 0)
            throw PosixException.Last("fcntl");
    }

    public static IoResult Read(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            IoResult result;
            do
                result = IoResult.Of(Libc.read(fd, start, buffer.Length));
            while (result.IsInterrupted);
            return result;
        }
    }

    public static IoResult Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            IoResult result;
            do
                result = IoResult.Of(Libc.write(fd, start, bytes.Length));
            while (result.IsInterrupted);
            return result;
        }
    }

    /// <summary>EINTR is not repeated: on Linux the descriptor is gone all the same (close(2)).</summary>
    public static void Close(int fd) => _ = Libc.close(fd);

    /// <summary>Makes room for more; where the system grants no more (pipe(7), the user's soft limit) the pipe stays as it is.</summary>
    public static void Grow(int fd, int bytes) => _ = Libc.fcntl(fd, Libc.F_SETPIPE_SZ, bytes);

    /// <summary>Bytes the pipe can hold.</summary>
    public static int Capacity(int fd) => Libc.fcntl(fd, Libc.F_GETPIPE_SZ, 0) is > 0 and var size ? size : DefaultCapacity;
}
