using System.Text;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Reads a log as it grows, for one reader. Owns a descriptor of its own, so a rotation takes nothing away: the old file is read to its
/// end, then the one that came after it, then the present one. Sleeps until the log writer says that something changed.
/// </summary>
internal sealed class LogFollower : IDisposable
{
    /// <summary>How much of what is there already is shown first, where the reader does not say.</summary>
    public const int HeadBytes = 1024;

    /// <summary>Told where the file became shorter and reading begins anew.</summary>
    public static readonly byte[] TruncationNotice = Encoding.ASCII.GetBytes("==> File truncated <==\n");

    private readonly string _path;
    private readonly IDisposable _watch;
    private readonly SemaphoreSlim _changed = new(0);
    private int _fd;
    private long _position;

    private LogFollower(LogWriter writer, string path, int fd, int headBytes)
    {
        (_path, _fd) = (path, fd);
        // Watched before the first look, so that no change falls between the two.
        _watch = writer.Watch(path, Changed);
        LogFileCalls.Status(fd, out var status);
        _position = Math.Max(0, status.Size - headBytes);
        if (_position > 0)
            _position += CutStart();
        LastModified = File.GetLastWriteTimeUtc(path);
    }

    /// <summary>Of the file as it was when the following began.</summary>
    public DateTime LastModified { get; }

    /// <summary>Null where there is no such file that could be read from a position.</summary>
    public static LogFollower? Open(LogWriter writer, string path, int headBytes = HeadBytes)
    {
        if (LogFileCalls.Status(path, out var status) < 0 || !status.IsRegular)
            return null;
        var fd = OpenToRead(path);
        return fd < 0 ? null : new LogFollower(writer, path, fd, headBytes);
    }

    /// <summary>The next bytes, at least one; waits for them. Cancelled by the token.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var count = ReadOn(buffer.Span);
            if (count > 0)
                return count;
            switch (Look())
            {
                case Sight.Truncated:
                    _position = 0;
                    TruncationNotice.CopyTo(buffer);
                    return TruncationNotice.Length;
                case Sight.Replaced:
                    // What was written between the last read and the renaming.
                    count = ReadOn(buffer.Span);
                    if (count > 0)
                        return count;
                    if (!MoveOn())
                        await _changed.WaitAsync(cancel);
                    break;
                default:
                    await _changed.WaitAsync(cancel);
                    break;
            }
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        LogFileCalls.Close(_fd);
        _changed.Dispose();
    }

    private static int OpenToRead(string path) => LogFileCalls.Open(path, LogFileCalls.O_RDONLY | LogFileCalls.O_NONBLOCK, 0);

    /// <summary>What is shown begins with a whole character: stock's client ends with an error where it does not.</summary>
    private int CutStart()
    {
        Span<byte> first = stackalloc byte[3];
        return Utf8Boundary.CutStart(first[..Math.Max(0, LogFileCalls.ReadAt(_fd, first, _position))]);
    }

    private int ReadOn(Span<byte> buffer)
    {
        var count = LogFileCalls.ReadAt(_fd, buffer, _position);
        _position += Math.Max(0, count);
        return count;
    }

    private Sight Look()
    {
        LogFileCalls.Status(_fd, out var mine);
        if (LogFileCalls.Status(_path, out var present) < 0)
            return Sight.Same;
        if (!present.IsSameFileAs(mine))
            return Sight.Replaced;
        return present.Size < _position ? Sight.Truncated : Sight.Same;
    }

    /// <summary>Opens the file that came after the one read to its end: the backup one younger, or the present file.</summary>
    private bool MoveOn()
    {
        LogFileCalls.Status(_fd, out var mine);
        var next = _path;
        for (var age = 1; LogFileCalls.Status($"{_path}.{age}", out var backup) >= 0; age++)
        {
            if (!backup.IsSameFileAs(mine))
                continue;
            next = age == 1 ? _path : $"{_path}.{age - 1}";
            break;
        }
        var fd = OpenToRead(next);
        if (fd < 0)
            return false;
        LogFileCalls.Close(_fd);
        (_fd, _position) = (fd, 0);
        return true;
    }

    /// <summary>On the log writer's thread. One pending wake-up is enough, however much changed.</summary>
    private void Changed()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (ObjectDisposedException)
        {
            // A watch may fire once more while it is being disposed.
        }
    }

    private enum Sight
    {
        Same,
        Truncated,
        Replaced,
    }
}
