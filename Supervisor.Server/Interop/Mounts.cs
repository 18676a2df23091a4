namespace Supervisor.Server.Interop;

/// <summary>
/// Owns the kernel's list of mounts and the newest table of it. The kernel says when the list changes: whoever waits on an event loop
/// watches <see cref="Descriptor"/> for news and calls <see cref="Refresh"/>. Where nobody watches, every question looks by one poll(2). Any thread.
/// </summary>
internal sealed class Mounts : IDisposable
{
    private readonly Lock _gate = new();
    private int _fd;
    private volatile MountTable _table = MountTable.Empty;
    private volatile bool _isWatched;

    /// <param name="path">Where the list is; one that is not there says that nothing may hang.</param>
    public Mounts(string path = "/proc/self/mountinfo")
    {
        _fd = LogFileCalls.Open(path, Libc.O_RDONLY, 0);
        if (_fd >= 0)
            Refresh();
    }

    /// <summary>Has something exceptional to read (POLLPRI) when the list has changed; negative where there is none.</summary>
    public int Descriptor => _fd;

    /// <summary>Set by whoever watches the descriptor: a question then costs no system call where nothing may hang.</summary>
    public bool IsWatched
    {
        get => _isWatched;
        set => _isWatched = value;
    }

    /// <summary>Whether there is any mount that may hang.</summary>
    public bool AnyMayHang => Current.AnyMayHang;

    private MountTable Current
    {
        get
        {
            if (_fd >= 0 && !_isWatched && Poll.HasException(_fd))
                Refresh();
            return _table;
        }
    }

    /// <summary>The mount on the way to a path whose calls may never return; null where every call comes back. Touches no such mount itself.</summary>
    public Mount? MayHang(string path)
    {
        var table = Current;
        if (!table.AnyMayHang)
            return null;
        return table.MayHang(path.StartsWith('/') ? path : $"{Directory.GetCurrentDirectory()}/{path}");
    }

    /// <summary>Reads the list anew.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            // Takes the news back, so that a change while reading is news again.
            Poll.HasException(_fd);
            _table = MountTable.Parse(LogFileCalls.ReadAll(_fd));
        }
    }

    public void Dispose()
    {
        var fd = Interlocked.Exchange(ref _fd, -1);
        if (fd >= 0)
            LogFileCalls.Close(fd);
    }
}
