using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// A log opened for reading at the moment the writer reached the request: later writes, rotations and removals do not change what
/// it reads, since writers only append and rename.
/// </summary>
internal sealed class LogFileReader : IDisposable
{
    /// <summary>More than this in one answer is refused: it would have to be held in memory several times over.</summary>
    private const long LargestRead = 1L << 30;

    private readonly int _fd;

    private LogFileReader(int fd, long size) => (_fd, Size) = (fd, size);

    public long Size { get; }

    /// <summary>Null with the reason where there is no such file or it is no regular one. Never waits.</summary>
    public static LogFileReader? Open(string path, out LogReadOutcome outcome)
    {
        var fd = LogFileCalls.Open(path, LogFileCalls.O_RDONLY | LogFileCalls.O_NONBLOCK | LogFileCalls.O_NOCTTY, 0);
        if (fd < 0)
        {
            outcome = fd == -Errno.ENOENT ? LogReadOutcome.NoFile : LogReadOutcome.Failed;
            return null;
        }
        if (LogFileCalls.Status(fd, out var status) < 0 || !status.IsRegular)
        {
            LogFileCalls.Close(fd);
            outcome = LogReadOutcome.Failed;
            return null;
        }
        outcome = LogReadOutcome.Ok;
        return new LogFileReader(fd, status.Size);
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
            var count = LogFileCalls.ReadAt(_fd, bytes.AsSpan(done), range.Start + done);
            if (count < 0)
                return null;
            if (count == 0)
                break;
            done += count;
        }
        return bytes.AsMemory(0, done);
    }

    public void Dispose() => LogFileCalls.Close(_fd);
}
