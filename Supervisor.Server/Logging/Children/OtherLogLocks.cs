using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// The locks that other users hold, or may hold, on AUTO logs of the same identifier in a directory. Where one is free it is kept until this is
/// disposed of, so that no daemon of that user begins meanwhile.
/// </summary>
internal sealed class OtherLogLocks : IDisposable
{
    private readonly IFileCalls _files;
    private readonly List<int> _held = [];
    private readonly HashSet<uint> _users = [];

    /// <param name="files">Who makes the calls.</param>
    /// <param name="locks">The paths of all locks there.</param>
    /// <param name="own">This user's, which does not count.</param>
    public OtherLogLocks(IFileCalls files, IEnumerable<string> locks, ChildLogLock own)
    {
        _files = files;
        foreach (var path in locks)
            Look(path, own);
    }

    /// <summary>Whether the file belongs to a user whose daemon lives, or may live.</summary>
    public bool Protect(string path) => _users.Count > 0 && (OwnerOf(path, out _) is not { } owner || _users.Contains(owner));

    public void Dispose()
    {
        foreach (var fd in _held)
            _files.Close(fd);
        _held.Clear();
    }

    private void Look(string path, ChildLogLock own)
    {
        if (OwnerOf(path, out var status) is not { } owner || own.Is(status) || !status.IsRegular)
            return;
        var fd = _files.Open(path, Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK, 0);
        if (fd >= 0)
            _held.Add(fd);
        if (fd < 0 || _files.Lock(fd, Libc.LOCK_EX | Libc.LOCK_NB) != 0)
            _users.Add(owner);
    }

    /// <summary>Of the name itself. Null where it can not be told.</summary>
    private uint? OwnerOf(string path, out FileStatus status)
    {
        status = default;
        var fd = _files.Open(path, Libc.O_PATH | Libc.O_NOFOLLOW, 0);
        if (fd < 0)
            return null;
        var result = _files.Status(fd, out status);
        _files.Close(fd);
        return result < 0 ? null : status.Owner;
    }
}
