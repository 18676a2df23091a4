using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Says that AUTO logs of one identifier in one directory are in use: a shared flock(2) on a file there, let go by the kernel
/// with the daemon's life. Who would remove such logs needs it exclusively, and gets it only where no daemon lives that uses them.
/// </summary>
internal sealed class ChildLogLock : IDisposable
{
    private const uint Mode = 0x1A4; // 0644: another user's daemon must be able to see it

    private readonly IFileCalls _files;
    private int _fd;

    private ChildLogLock(IFileCalls files, int fd) => (_files, _fd) = (files, fd);

    /// <summary>-1 where it is another process's.</summary>
    public int Descriptor => _files is FarFiles ? -1 : _fd;

    /// <summary>Goes on with the open file of an earlier one, and so with its lock.</summary>
    public static ChildLogLock Resume(IFileCalls files, int fd) => new(files, fd);

    /// <summary>Null where the file can not be made, or is no file of its own (a link).</summary>
    public static ChildLogLock? Open(IFileCalls files, string directory, string identifier)
    {
        var path = Path.Combine(directory, $"supervisord-{identifier}.lock");
        // Not created in the same breath: in a sticky folder the kernel may refuse that for another user's file (proc(5), protected_regular).
        var fd = files.Open(path, Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK, 0);
        if (fd == -Errno.ENOENT)
            fd = files.Open(path, Libc.O_RDONLY | Libc.O_CREAT | Libc.O_NOFOLLOW | Libc.O_NONBLOCK, Mode);
        return fd < 0 ? null : new ChildLogLock(files, fd);
    }

    /// <summary>Says that the logs are in use. False while another daemon cleans up.</summary>
    public bool Share() => _files.Lock(_fd, Libc.LOCK_SH | Libc.LOCK_NB) == 0;

    /// <summary>False where another daemon uses the logs.</summary>
    public bool TakeAlone() => _files.Lock(_fd, Libc.LOCK_EX | Libc.LOCK_NB) == 0;

    public void Dispose()
    {
        if (_fd >= 0)
            _files.Close(_fd);
        _fd = -1;
    }
}
