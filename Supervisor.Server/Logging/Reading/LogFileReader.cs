using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// A log opened for reading at the moment the writer reached the request: later writes, rotations and removals do not change what
/// it reads, since writers only append and rename.
/// </summary>
internal sealed class LogFileReader : IDisposable
{
    /// <summary>More than this in one answer is refused: it is held in memory several times over, as bytes, as text and as XML.</summary>
    public const long LargestRead = 64L << 20;

    private readonly IFileCalls _files;
    private readonly int _fd;

    private LogFileReader(IFileCalls files, int fd, long size) => (_files, _fd, Size) = (files, fd, size);

    public long Size { get; }

    /// <summary>Null with the reason where there is no such file or it is no regular one. Never waits.</summary>
    public static LogFileReader? Open(IFileCalls files, LogPath path, out LogReadOutcome outcome)
    {
        var fd = path.OpenToRead(files);
        if (fd < 0)
        {
            outcome = fd == -Errno.ENOENT ? LogReadOutcome.NoFile : LogReadOutcome.Failed;
            return null;
        }
        if (files.Status(fd, out var status) < 0 || !status.IsRegular)
        {
            files.Close(fd);
            outcome = LogReadOutcome.Failed;
            return null;
        }
        outcome = LogReadOutcome.Ok;
        return new LogFileReader(files, fd, status.Size);
    }

    /// <summary>The bytes of the range, fewer when the file was cut short; null when they can not be read.</summary>
    public ReadOnlyMemory<byte>? Read(LogRange range)
    {
        if (range.Count > LargestRead)
            return null;
        var bytes = range.Count == 0 ? [] : GC.AllocateUninitializedArray<byte>((int)range.Count);
        var done = 0;
        while (done < bytes.Length)
        {
            var count = _files.ReadAt(_fd, bytes.AsSpan(done), range.Start + done);
            if (count < 0)
                return null;
            if (count == 0)
                break;
            done += count;
        }
        return bytes.AsMemory(0, done);
    }

    public void Dispose() => _files.Close(_fd);
}
