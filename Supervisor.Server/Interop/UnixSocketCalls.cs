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
    /// Does not follow a symbolic link: in a directory that belongs to another user a link may have replaced the socket, and root would change
    /// the mode of the link's target. chmod(2) always follows, so the name is opened first and the mode of the opened file is changed.
    /// </summary>
    public static int ChangeMode(string path, int mode)
    {
        var fd = LogFileCalls.Open(path, Libc.O_PATH | Libc.O_NOFOLLOW, 0);
        if (fd < 0)
            return -fd;
        var errno = CallResult.Error(Libc.chmod($"/proc/self/fd/{fd}", (uint)mode));
        LogFileCalls.Close(fd);
        // The file is open, so it is /proc that is missing. Linux has a call for it since 6.6.
        return errno == Errno.ENOENT ? ChangeModeWithoutProc(path, mode) : errno;
    }

    private static int ChangeModeWithoutProc(string path, int mode)
    {
        var errno = CallResult.Error(Libc.fchmodat2(Libc.AT_FDCWD, path, (uint)mode, Libc.AT_SYMLINK_NOFOLLOW));
        return errno == Errno.ENOSYS ? CallResult.Error(Libc.chmod(path, (uint)mode)) : errno;
    }

    /// <summary>Null leaves the user or the group as it is. Does not follow a symbolic link.</summary>
    public static int ChangeOwner(string path, int? uid, int? gid) => CallResult.Error(Libc.lchown(path, uid ?? -1, gid ?? -1));

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
