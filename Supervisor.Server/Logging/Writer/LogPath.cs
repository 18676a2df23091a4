using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>Where a log is, and how it may be opened there. A text is the path of a log whose name the user gave.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsAuto">
/// The daemon has named and made it, maybe where others may write: who put a link there would choose what the daemon writes to, or shows.
/// </param>
internal readonly record struct LogPath(string Path, bool IsAuto)
{
    private const uint OwnerOnly = 0x180; // 0600, as mkstemp has it
    private const uint Everybody = 0x1B6; // 0666, less the umask

    private const int ToRead = Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY;
    private const int ToAppend = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND | Libc.O_NONBLOCK | Libc.O_NOCTTY;

    public static implicit operator LogPath(string path) => new(path, IsAuto: false);

    public static LogPath? Named(string? path) => path is { } named ? new LogPath?(named) : null;

    /// <summary>Permissions of a file that is made there.</summary>
    public uint CreateMode => IsAuto ? OwnerOnly : Everybody;

    private int Follow => IsAuto ? Libc.O_NOFOLLOW : 0;

    /// <summary>A descriptor, or the negative errno.</summary>
    public int OpenToRead(IFileCalls files) => OpenToRead(files, Path);

    /// <summary>The same for one of its backups.</summary>
    public int OpenToRead(IFileCalls files, string backup) => files.Open(backup, ToRead | Follow, 0);

    /// <summary>Makes the file where there is none.</summary>
    public int OpenToAppend(IFileCalls files) => files.Open(Path, ToAppend | Follow, CreateMode);

    /// <summary>For a fifo without a reader: opened for both it has one.</summary>
    public int OpenToReadAndWrite(IFileCalls files) => files.Open(Path, Libc.O_RDWR | Libc.O_NONBLOCK | Follow, 0);

    /// <summary>The present file, emptied, or a new one.</summary>
    public int OpenEmpty(IFileCalls files) => files.Open(Path, ToAppend | Follow | Libc.O_TRUNC, CreateMode);

    /// <summary>
    /// A new file in the place of one that was moved away. Of an AUTO log nothing can be there by right: what there is goes, a link itself
    /// and not what it leads to.
    /// </summary>
    /// <param name="files">Who makes the calls.</param>
    /// <param name="permissions">Of the file before: an AUTO log keeps them, less the umask.</param>
    public int OpenNext(IFileCalls files, uint permissions)
    {
        if (!IsAuto)
            return OpenEmpty(files);
        const int Anew = ToAppend | Libc.O_EXCL;
        var fd = files.Open(Path, Anew, permissions);
        if (fd != -Errno.EEXIST)
            return fd;
        var removed = files.Unlink(Path);
        return removed < 0 && removed != -Errno.ENOENT ? removed : files.Open(Path, Anew, permissions);
    }
}
