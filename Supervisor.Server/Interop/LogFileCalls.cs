using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>
/// The system calls of the log writer. Each returns what the kernel returned, or the negative errno; calls cut short by a signal
/// are repeated.
/// </summary>
internal static unsafe partial class LogFileCalls
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;

    private const int AT_FDCWD = -100;
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_BASIC_STATS = 0x7ff;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int SEEK_CUR = 1;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const short POLLIN = 1;
    private const short POLLOUT = 4;

    /// <summary>O_NOFOLLOW is one of the few flags whose number is the processor's choice (open(2), asm/fcntl.h).</summary>
    public static int NoFollow { get; } = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    public static int Open(string path, int flags, uint mode)
    {
        int result;
        do
            result = Checked(open(path, flags | O_CLOEXEC, mode));
        while (result == -Errno.EINTR);
        return result;
    }

    /// <summary>EINTR is not repeated: on Linux the descriptor is gone all the same (close(2)).</summary>
    public static void Close(int fd) => _ = close(fd);

    public static int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int result;
            do
                result = Checked((int)write(fd, start, (nuint)bytes.Length));
            while (result == -Errno.EINTR);
            return result;
        }
    }

    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int result;
            do
                result = Checked((int)send(socket, start, (nuint)bytes.Length, MSG_DONTWAIT | MSG_NOSIGNAL));
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
                result = Checked((int)pread(fd, start, (nuint)bytes.Length, offset));
            while (result == -Errno.EINTR);
            return result;
        }
    }

    /// <summary>All there is to read from the start on; fewer where it cannot be read any more.</summary>
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
        var result = lseek(fd, 0, SEEK_CUR);
        return result < 0 ? -Marshal.GetLastPInvokeError() : result;
    }

    public static int Rename(string from, string to) => Checked(rename(from, to));

    public static int Unlink(string path) => Checked(unlink(path));

    /// <summary>Where a symbolic link points, or null for anything else.</summary>
    public static string? ReadLink(string path)
    {
        const int LongestPath = 4096;
        var target = stackalloc byte[LongestPath];
        var count = readlink(path, target, LongestPath);
        return count < 0 ? null : OsText.Decode(new ReadOnlySpan<byte>(target, (int)count));
    }

    public static int Duplicate(int fd) => Checked(fcntl(fd, F_DUPFD_CLOEXEC, 3));

    public static int Lock(int fd, int operation) => Checked(flock(fd, operation));

    /// <summary>Waits until <paramref name="fd"/> takes bytes, or fails; false when <paramref name="cancel"/> was signalled instead.</summary>
    public static bool AwaitWritable(int fd, int cancel)
    {
        var watched = stackalloc PollFd[2];
        watched[0] = new PollFd { Fd = fd, Events = POLLOUT };
        watched[1] = new PollFd { Fd = cancel, Events = POLLIN };
        int result;
        do
            result = Checked(poll(watched, 2, -1));
        while (result == -Errno.EINTR);
        return watched[1].Returned == 0;
    }

    public static int Status(int fd, out FileStatus status) => Status(fd, "", AT_EMPTY_PATH, out status);

    public static int Status(string path, out FileStatus status) => Status(AT_FDCWD, path, 0, out status);

    /// <summary>statx(2) rather than stat(2): its structure is the same on every processor.</summary>
    private static int Status(int fd, string path, int flags, out FileStatus status)
    {
        Statx raw;
        int result;
        do
            result = Checked(statx(fd, path, flags, STATX_BASIC_STATS, &raw));
        while (result == -Errno.EINTR);
        status = result < 0 ? default : new FileStatus(
            raw.Mode, (ulong)raw.DevMajor << 32 | raw.DevMinor, raw.Inode, (ulong)raw.RdevMajor << 32 | raw.RdevMinor, (long)raw.Size, raw.Owner,
            raw.ModifiedSeconds);
        return result;
    }

    private static int Checked(int result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, byte* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int fd, byte* bytes, nuint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long lseek(int fd, long offset, int whence);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlink(string path, byte* target, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollFd* watched, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, Statx* result);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    /// <summary>linux/stat.h; the fields used here and room for the rest.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(128)]
        public uint RdevMajor;

        [FieldOffset(132)]
        public uint RdevMinor;

        [FieldOffset(136)]
        public uint DevMajor;

        [FieldOffset(140)]
        public uint DevMinor;
    }
}
