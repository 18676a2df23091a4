namespace Supervisor.Server.Interop;

/// <summary>
/// The calls on files that logs and the pid file need. Each returns what the kernel returned, or the negative errno. A descriptor is
/// good for the calls of the one who opened it only. Used by one thread at a time.
/// </summary>
internal interface IFileCalls
{
    int Open(string path, int flags, uint mode);

    void Close(int fd);

    /// <summary>
    /// Appends. -ETIMEDOUT: not known yet, the bytes may still arrive; the next write to the descriptor must begin with the same ones and
    /// tells what became of them, or <see cref="AbandonWrite"/> comes first.
    /// </summary>
    int Write(int fd, ReadOnlySpan<byte> bytes);

    /// <summary>Whatever became of a write that timed out is of no interest any more.</summary>
    void AbandonWrite(int fd);

    int ReadAt(int fd, Span<byte> bytes, long offset);

    long Position(int fd);

    int Lock(int fd, int operation);

    int Status(int fd, out FileStatus status);

    int Status(string path, out FileStatus status);

    int Rename(string from, string to);

    int Unlink(string path);

    int MakeDirectory(string path, uint mode);

    /// <summary>The names in a directory, in no order.</summary>
    int List(string directory, out IReadOnlyList<string> names);

    /// <summary>Whether the descriptor was lost by no fault of the file's: opening the path again may help.</summary>
    bool IsLost(int fd);
}
