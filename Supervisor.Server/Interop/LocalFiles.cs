namespace Supervisor.Server.Interop;

/// <summary>The calls made by the calling thread itself.</summary>
/// <param name="mounts">Where given, a path that leads into a mount that may hang is refused with ETIMEDOUT rather than touched.</param>
internal sealed class LocalFiles(Mounts? mounts = null) : IFileCalls
{
    public int Open(string path, int flags, uint mode) => Refuses(path) ? -Errno.ETIMEDOUT : LogFileCalls.Open(path, flags, mode);

    public void Close(int fd) => LogFileCalls.Close(fd);

    public int Write(int fd, ReadOnlySpan<byte> bytes) => LogFileCalls.Write(fd, bytes);

    public void AbandonWrite(int fd)
    {
        // Every write here has ended when it returns.
    }

    public int ReadAt(int fd, Span<byte> bytes, long offset) => LogFileCalls.ReadAt(fd, bytes, offset);

    public long Position(int fd) => LogFileCalls.Position(fd);

    public int Lock(int fd, int operation) => LogFileCalls.Lock(fd, operation);

    public int Status(int fd, out FileStatus status) => LogFileCalls.Status(fd, out status);

    public int Status(string path, out FileStatus status)
    {
        status = default;
        return Refuses(path) ? -Errno.ETIMEDOUT : LogFileCalls.Status(path, out status);
    }

    public int Rename(string from, string to) => Refuses(from) ? -Errno.ETIMEDOUT : LogFileCalls.Rename(from, to);

    public int Unlink(string path) => Refuses(path) ? -Errno.ETIMEDOUT : LogFileCalls.Unlink(path);

    public int MakeDirectory(string path, uint mode) => Refuses(path) ? -Errno.ETIMEDOUT : LogFileCalls.MakeDirectory(path, mode);

    public int List(string directory, out IReadOnlyList<string> names)
    {
        names = [];
        if (Refuses(directory))
            return -Errno.ETIMEDOUT;
        try
        {
            names = [.. Directory.EnumerateFileSystemEntries(directory).Select(entry => Path.GetFileName(entry))];
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return error switch
            {
                DirectoryNotFoundException => -Errno.ENOENT,
                UnauthorizedAccessException => -Errno.EACCES,
                _ => -Errno.EIO,
            };
        }
    }

    public bool IsLost(int fd) => false;

    private bool Refuses(string path) => mounts?.MayHang(path) is not null;
}
