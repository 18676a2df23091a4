using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Says that AUTO logs of one identifier and one user in one directory are in use: a shared flock(2) on a file there that only this user may open,
/// let go by the kernel with the daemon's life. Who would remove such logs needs it exclusively, and gets it only where no daemon lives that
/// uses them. A lock of another user is not believed, and speaks for that user's logs alone (<see cref="OtherLogLocks"/>).
/// </summary>
internal sealed class ChildLogLock : IDisposable
{
    private const uint OwnerOnly = 0x180; // 0600: whoever can open it can hold it

    private static readonly int ReadFlags = Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK;

    private readonly IFileCalls _files;
    private int _fd;

    private ChildLogLock(IFileCalls files, int fd) => (_files, _fd) = (files, fd);

    /// <summary>-1 where it is another process's.</summary>
    public int Descriptor => _files is FarFiles ? -1 : _fd;

    /// <summary>Its name; where that is another user's, a user's own has a dot and random characters behind it.</summary>
    public static string NameOf(string identifier) => $"supervisord-{identifier}.lock";

    /// <summary>Whether a file is a lock of that identifier, of whatever user.</summary>
    public static bool IsNameOf(string identifier, string name) =>
        name == NameOf(identifier) || name.StartsWith(NameOf(identifier) + ".", StringComparison.Ordinal);

    /// <summary>Goes on with the open file of an earlier one, and so with its lock.</summary>
    public static ChildLogLock Resume(IFileCalls files, int fd) => new(files, fd);

    /// <summary>Null where the file can not be made.</summary>
    public static ChildLogLock? Open(IFileCalls files, string directory, string identifier)
    {
        var path = Path.Combine(directory, NameOf(identifier));
        // Not created in the same breath: in a sticky folder the kernel may refuse that for another user's file (proc(5), protected_regular).
        var fd = OpenOwn(files, path);
        if (fd == -Errno.ENOENT)
            fd = Create(files, path);
        // Another daemon of ours may have made it just now.
        if (fd == -Errno.EEXIST)
            fd = OpenOwn(files, path);
        if (fd is -Errno.EACCES or -Errno.ELOOP or -Errno.EPERM)
            fd = OpenBeside(files, directory, identifier);
        return fd < 0 ? null : new ChildLogLock(files, fd);
    }

    /// <summary>Says that the logs are in use. False while another daemon cleans up.</summary>
    public bool Share() => _files.Lock(_fd, Libc.LOCK_SH | Libc.LOCK_NB) == 0;

    /// <summary>False where another daemon uses the logs.</summary>
    public bool TakeAlone() => _files.Lock(_fd, Libc.LOCK_EX | Libc.LOCK_NB) == 0;

    /// <summary>Whether that is the file it holds.</summary>
    public bool Is(FileStatus status) => _files.Status(_fd, out var own) == 0 && own.IsSameFileAs(status);

    public void Dispose()
    {
        if (_fd >= 0)
            _files.Close(_fd);
        _fd = -1;
    }

    /// <summary>The first by name of those that this user has made; a new one where there is none.</summary>
    private static int OpenBeside(IFileCalls files, string directory, string identifier)
    {
        var fd = FirstOwn();
        if (fd >= 0)
            return fd;
        var path = AutoLogFile.WithRandom(Path.Combine(directory, NameOf(identifier)) + ".");
        var made = Create(files, path);
        if (made < 0)
            return made;
        var isOwn = IsOwn(files, made);
        files.Close(made);
        // Two that look at the same time both make one: they agree afterwards.
        if (isOwn)
            return FirstOwn();
        // The file system makes all files another user's (NFS, some FUSE): the owner says nothing there.
        files.Unlink(path);
        return files.Open(Path.Combine(directory, NameOf(identifier)), ReadFlags, 0);

        int FirstOwn()
        {
            var result = files.List(directory, out var names);
            if (result < 0)
                return result;
            return names.Where(name => IsNameOf(identifier, name)).Order(StringComparer.Ordinal)
                .Select(name => OpenOwn(files, Path.Combine(directory, name))).FirstOrDefault(opened => opened >= 0, -Errno.ENOENT);
        }
    }

    private static int Create(IFileCalls files, string path) =>
        files.Open(path, Libc.O_RDONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NONBLOCK, OwnerOnly);

    private static int OpenOwn(IFileCalls files, string path)
    {
        var fd = files.Open(path, ReadFlags, 0);
        if (fd < 0 || IsOwn(files, fd))
            return fd;
        files.Close(fd);
        return -Errno.EPERM;
    }

    private static bool IsOwn(IFileCalls files, int fd) =>
        files.Status(fd, out var status) == 0 && status.IsRegular && status.Owner == (uint)Credentials.CurrentUid;
}
