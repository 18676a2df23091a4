using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>What tells one file from another: the same values mean the same file, while it is held open or bound.</summary>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);

/// <summary>
/// The system calls for a listening socket that has a name in the file system. Each returns 0 or an errno: the BCL binds such sockets
/// too, but folds ENOENT, ENOTDIR and EROFS into one error.
/// </summary>
internal static unsafe partial class UnixSocketCalls
{
    /// <summary>Bytes of a path in <c>sockaddr_un</c>, without the NUL that ends it.</summary>
    public const int MaxPathBytes = 107;

    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int O_PATH = 0x200000;
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint RENAME_NOREPLACE = 1;
    private const uint STATX_TYPE_INO = 0x101;
    private const int S_IFMT = 0xF000;
    private const int S_IFLNK = 0xA000;
    private const int S_IFSOCK = 0xC000;
    private const int EEXIST = 17;
    private const int EINVAL = 22;
    private const int ENOSYS = 38;
    private const int FCHMODAT2 = 452;

    /// <summary>A new stream socket, closed on exec.</summary>
    public static int Create(out SafeSocketHandle handle)
    {
        var fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        var errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        handle = new SafeSocketHandle(fd, ownsHandle: true);
        return errno;
    }

    /// <summary>Binds the socket to <paramref name="path"/>, which must not exist and must fit <see cref="MaxPathBytes"/>.</summary>
    public static int Bind(SafeSocketHandle socket, string path)
    {
        var address = stackalloc byte[2 + MaxPathBytes + 1];
        new Span<byte>(address, 2 + MaxPathBytes + 1).Clear();
        *(ushort*)address = AF_UNIX;
        var length = Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, MaxPathBytes));
        return bind(socket, address, (uint)(2 + length + 1)) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Does not follow a symbolic link: in a folder that is somebody else's one may have come into the socket's place, and root would change
    /// the mode of whatever it points to. chmod(2) always follows, so the name is opened first and what was opened is changed.
    /// </summary>
    public static int ChangeMode(string path, int mode)
    {
        var fd = LogFileCalls.Open(path, O_PATH | LogFileCalls.NoFollow, 0);
        if (fd < 0)
            return -fd;
        var result = chmod($"/proc/self/fd/{fd}", (uint)mode) == 0 ? 0 : Marshal.GetLastPInvokeError();
        LogFileCalls.Close(fd);
        // Opened, and yet not there: no /proc. Linux has a call for it since 6.6.
        return result == Errno.ENOENT ? ChangeModeWithoutProc(path, mode) : result;
    }

    private static int ChangeModeWithoutProc(string path, int mode)
    {
        if (fchmodat2(FCHMODAT2, AT_FDCWD, path, (uint)mode, AT_SYMLINK_NOFOLLOW) == 0)
            return 0;
        var errno = Marshal.GetLastPInvokeError();
        return errno != ENOSYS ? errno : chmod(path, (uint)mode) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Null leaves the user or the group as it is. Does not follow a symbolic link.</summary>
    public static int ChangeOwner(string path, int? uid, int? gid) => lchown(path, uid ?? -1, gid ?? -1) == 0 ? 0 : Marshal.GetLastPInvokeError();

    public static int Unlink(string path) => unlink(path) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Gives the file its new name, in the place of whatever has it.</summary>
    public static int Rename(string from, string to) => rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Gives the file its new name, or EEXIST. File systems that cannot refuse to replace (9p, some FUSE) replace.</summary>
    public static int RenameWithoutReplacing(string from, string to)
    {
        if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
            return 0;
        var errno = Marshal.GetLastPInvokeError();
        if (errno is not (EINVAL or ENOSYS))
            return errno;
        return Identify(to, out _, out _) == 0 ? EEXIST : rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Looks at the name itself; a symbolic link counts as a name that may stand for a socket.</summary>
    public static int Identify(string path, out FileIdentity identity, out bool mayBeSocket)
    {
        (identity, mayBeSocket) = (default, false);
        // struct statx is the same on every architecture, unlike struct stat: see statx(2).
        var status = stackalloc byte[256];
        if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE_INO, status) != 0)
            return Marshal.GetLastPInvokeError();
        mayBeSocket = (*(ushort*)(status + 28) & S_IFMT) is S_IFSOCK or S_IFLNK;
        identity = new FileIdentity(*(uint*)(status + 136), *(uint*)(status + 140), *(ulong*)(status + 32));
        return 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(SafeSocketHandle socket, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chmod(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint fchmodat2(nint number, nint directory, string path, nuint mode, nint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, int uid, int gid);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* status);
}
