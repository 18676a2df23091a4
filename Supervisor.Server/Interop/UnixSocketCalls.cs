using System.Net.Sockets;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>
/// The calls for a listening socket that has a name in the file system. Each returns 0 or the errno: the runtime's library binds such sockets
/// too, but has one error for ENOENT, ENOTDIR and EROFS.
/// </summary>
internal static unsafe class UnixSocketCalls
{
    /// <summary>Bytes of a path in <c>sockaddr_un</c>, without the NUL that ends it.</summary>
    public const int MaxPathBytes = 107;

    /// <summary>A new stream socket, closed on exec.</summary>
    public static int Create(out SafeSocketHandle handle)
    {
        var fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        var errno = CallResult.Error(fd);
        handle = new SafeSocketHandle(fd, ownsHandle: true);
        return errno;
    }

    /// <summary>Binds the socket to <paramref name="path"/>, which must not exist and must fit <see cref="MaxPathBytes"/>.</summary>
    public static int Bind(SafeSocketHandle socket, string path)
    {
        var address = stackalloc byte[2 + MaxPathBytes + 1];
        new Span<byte>(address, 2 + MaxPathBytes + 1).Clear();
        *(ushort*)address = Libc.AF_UNIX;
        var length = Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, MaxPathBytes));
        return CallResult.Error(Libc.bind(socket, address, (uint)(2 + length + 1)));
    }

    /// <summary>
    /// The mode that the file of a socket gets when it is bound, less the umask. A kernel that does not know this leaves the file at its default:
    /// look at it.
    /// </summary>
    public static void ChangeModeBeforeBind(SafeSocketHandle socket, int mode) => _ = Libc.fchmod(socket, (uint)mode);

    /// <summary>Opens the name itself, only to say which file is meant: what is done to it then is done to that file, whatever the name leads to.</summary>
    public static int OpenName(string path, out FileStatus status)
    {
        status = default;
        var fd = LogFileCalls.Open(path, Libc.O_PATH | Libc.O_NOFOLLOW, 0);
        if (fd < 0)
            return fd;
        var result = LogFileCalls.Status(fd, out status);
        if (result == 0)
            return fd;
        LogFileCalls.Close(fd);
        return result;
    }

    /// <summary>Of a file opened by <see cref="OpenName"/>. fchmod(2) refuses such descriptors; through /proc they may be named.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for a kernel before 6.6 without /proc: there only chmod(2) is left, which follows whatever stands there.</param>
    /// <param name="mode">The permissions.</param>
    public static int ChangeMode(int file, string path, int mode)
    {
        var errno = CallResult.Error(Libc.chmod($"/proc/self/fd/{file}", (uint)mode));
        if (errno != Errno.ENOENT)
            return errno;
        // The file is open, so it is /proc that is missing.
        errno = CallResult.Error(Libc.fchmodat2(file, "", (uint)mode, Libc.AT_EMPTY_PATH));
        return errno == Errno.ENOSYS ? CallResult.Error(Libc.chmod(path, (uint)mode)) : errno;
    }

    /// <summary>Of a file opened by <see cref="OpenName"/>. Null leaves the user or the group as it is.</summary>
    public static int ChangeOwner(int file, int? uid, int? gid) => CallResult.Error(Libc.fchownat(file, "", uid ?? -1, gid ?? -1, Libc.AT_EMPTY_PATH));

    public static int Unlink(string path) => CallResult.Error(Libc.unlink(path));

    /// <summary>Gives the file its new name, and replaces the file that has it.</summary>
    public static int Rename(string from, string to) => CallResult.Error(Libc.rename(from, to));

    /// <summary>Gives the file its new name, or EEXIST. File systems that cannot refuse to replace (9p, some FUSE) replace.</summary>
    public static int RenameWithoutReplacing(string from, string to)
    {
        var errno = CallResult.Error(Libc.renameat2(Libc.AT_FDCWD, from, Libc.AT_FDCWD, to, Libc.RENAME_NOREPLACE));
        if (errno is not (Errno.EINVAL or Errno.ENOSYS))
            return errno;
        return Identify(to, out _, out _) == 0 ? Errno.EEXIST : CallResult.Error(Libc.rename(from, to));
    }

    /// <summary>Looks at the name itself; a symbolic link counts as a name that may stand for a socket.</summary>
    public static int Identify(string path, out FileIdentity identity, out bool mayBeSocket)
    {
        var result = LogFileCalls.StatusOfName(path, out var status);
        (identity, mayBeSocket) = (status.Identity, status.IsSocket || status.IsSymbolicLink);
        return result < 0 ? -result : 0;
    }
}
