namespace Supervisor.Server.Interop;

/// <summary>
/// The calls on files that logs, the pid file and the look at a program's file need. Each returns the kernel's number, or the negative errno; calls
/// that a signal cuts short are repeated.
/// </summary>
internal static unsafe class LogFileCalls
{
    private const int FirstFreeDescriptor = 3;

    /// <summary>Closed on exec.</summary>
    public static int Open(string path, int flags, uint mode)
    {
        int result;
        do
            result = CallResult.Number(Libc.open(path, flags | Libc.O_CLOEXEC, mode));
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>EINTR is not repeated: on Linux the descriptor is closed all the same (close(2)).</summary>
    public static void Close(int fd) => _ = Libc.close(fd);

    public static int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int result;
            do
                result = CallResult.Number(Libc.write(fd, start, bytes.Length));
            while (result == -Errno.EINTR);
            return result;
        }
    }

    /// <summary>Neither waits nor raises SIGPIPE.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int result;
            do
                result = CallResult.Number(Libc.send(socket, start, bytes.Length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL));
            while (result == -Errno.EINTR);
            return result;
        }
    }

    public static int ReadAt(int fd, Span<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            int result;
            do
                result = CallResult.Number(Libc.pread(fd, start, bytes.Length, offset));
            while (result == -Errno.EINTR);
            return result;
        }
    }

    /// <summary>The whole file from its start. Where a read fails, what was read before.</summary>
    public static ReadOnlySpan<byte> ReadAll(int fd)
    {
        var bytes = new byte[16 * 1024];
        var length = 0;
        for (int count; (count = ReadAt(fd, bytes.AsSpan(length), length)) > 0;)
        {
            length += count;
            if (length == bytes.Length)
                Array.Resize(ref bytes, bytes.Length * 2);
        }
        return bytes.AsSpan(0, length);
    }

    public static long Position(int fd)
    {
        var result = Libc.lseek(fd, 0, Libc.SEEK_CUR);
        return result < 0 ? CallResult.Number(-1) : result;
    }

    public static int Rename(string from, string to) => CallResult.Number(Libc.rename(from, to));

    public static int Unlink(string path) => CallResult.Number(Libc.unlink(path));

    public static int MakeDirectory(string path, uint mode) => CallResult.Number(Libc.mkdir(path, mode));

    /// <summary>The target of a symbolic link, or null for anything else.</summary>
    public static string? ReadLink(string path)
    {
        const int LongestPath = 4096;
        var target = stackalloc byte[LongestPath];
        var count = Libc.readlink(path, target, LongestPath);
        return count < 0 ? null : OsText.Decode(new ReadOnlySpan<byte>(target, (int)count));
    }

    /// <summary>A copy above the standard streams, closed on exec.</summary>
    public static int Duplicate(int fd) => CallResult.Number(Libc.fcntl(fd, Libc.F_DUPFD_CLOEXEC, FirstFreeDescriptor));

    public static int Lock(int fd, int operation) => CallResult.Number(Libc.flock(fd, operation));

    /// <summary>Waits until <paramref name="fd"/> takes bytes, or fails; false when <paramref name="cancel"/> was signalled instead.</summary>
    public static bool AwaitWritable(int fd, int cancel)
    {
        Span<PollEntry> entries = [new PollEntry(fd, Readiness.Writable), new PollEntry(cancel, Readiness.Readable)];
        Poll.Wait(entries);
        return !entries[1].IsReady;
    }

    public static int Status(int fd, out FileStatus status) => Status(fd, "", Libc.AT_EMPTY_PATH, out status);

    public static int Status(string path, out FileStatus status) => Status(Libc.AT_FDCWD, path, 0, out status);

    /// <summary>Of a symbolic link itself, not of what it points to.</summary>
    public static int StatusOfName(string path, out FileStatus status) => Status(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, out status);

    private static int Status(int fd, string path, int flags, out FileStatus status)
    {
        Libc.statx raw;
        int result;
        do
            result = CallResult.Number(Libc.get_statx(fd, path, flags, Libc.STATX_BASIC_STATS, &raw));
        while (result == -Errno.EINTR);
        status = result < 0 ? default : new FileStatus(
            raw.stx_mode,
            Device(raw.stx_dev_major, raw.stx_dev_minor),
            raw.stx_ino,
            Device(raw.stx_rdev_major, raw.stx_rdev_minor),
            (long)raw.stx_size,
            raw.stx_uid,
            raw.stx_mtime);
        return result;
    }

    private static ulong Device(uint major, uint minor) => (ulong)major << 32 | minor;
}
