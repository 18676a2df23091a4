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

    /// <summary>What a step brings that found another file to go on with.</summary>
    private const int Again = -1;

    /// <summary>Told where the file became shorter and reading begins anew.</summary>
    public static readonly byte[] TruncationNotice = Encoding.ASCII.GetBytes("==> File truncated <==\n");

    private readonly LogWriter _writer;
    private readonly LogPath _place;
    private readonly string _path;
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Whether no mount may hang: then whoever asks makes the calls, which come back.</summary>
    private readonly bool _isNear;
    private readonly LocalFiles _near;
    private IDisposable? _watch;
    private int _fd;
    private long _position;

    private LogFollower(LogWriter writer, LogPath place)
    {
        (_writer, _place, _path, _isNear) = (writer, place, place.Path, !writer.Mounts.AnyMayHang);
        _near = new LocalFiles(writer.Mounts);
    }

    /// <summary>Of the file as it was when the following began.</summary>
    public DateTime LastModified { get; private set; }

    /// <summary>Null where there is no such file that could be read from a position.</summary>
    public static async Task<LogFollower?> OpenAsync(LogWriter writer, LogPath place, int headBytes = HeadBytes)
    {
        var follower = new LogFollower(writer, place);
        if (await follower.OnDiskAsync(files => follower.Begin(files, headBytes)))
            return follower;
        follower.Dispose();
        return null;
    }

    /// <summary>The next bytes, at least one; waits for them. Cancelled by the token.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            var count = await OnDiskAsync(files => Step(files, buffer.Span));
            if (count > 0)
                return count;
            if (count != Again)
                await _changed.WaitAsync(cancel);
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        if (_fd > 0)
            _ = OnDiskAsync(Close);
        _changed.Dispose();
    }

    private bool Close(IFileCalls files)
    {
        files.Close(_fd);
        return true;
    }

    private Task<T> OnDiskAsync<T>(Func<IFileCalls, T> work) => _isNear ? Task.FromResult(work(_near)) : _writer.OnDiskAsync(_path, work);

    private bool Begin(IFileCalls files, int headBytes)
    {
        if (files.Status(_path, out var status) < 0 || !status.IsRegular)
            return false;
        _fd = _place.OpenToRead(files);
        if (_fd < 0)
            return false;
        // Told also when the watch begins, so that no change falls between that and the first look.
        _watch = _writer.Watch(_path, Changed, tellsBegin: true);
        if (files.Status(_fd, out var mine) == 0)
            status = mine;
        _position = Math.Max(0, status.Size - headBytes);
        if (_position > 0)
            _position += CutStart(files);
        LastModified = DateTimeOffset.FromUnixTimeSeconds(status.ModifiedSeconds).UtcDateTime;
        return true;
    }

    private int Step(IFileCalls files, Span<byte> buffer)
    {
        var count = ReadOn(files, buffer);
        if (count > 0)
            return count;
        switch (Look(files))
        {
            case Sight.Truncated:
                _position = 0;
                TruncationNotice.CopyTo(buffer);
                return TruncationNotice.Length;
            case Sight.Replaced:
                // What was written between the last read and the renaming.
                count = ReadOn(files, buffer);
                return count > 0 || !MoveOn(files) ? Math.Max(0, count) : Again;
            default:
                return 0;
        }
    }

    /// <summary>What is shown begins with a whole character: stock's client ends with an error where it does not.</summary>
    private int CutStart(IFileCalls files)
    {
        Span<byte> first = stackalloc byte[3];
        return Utf8Boundary.CutStart(first[..Math.Max(0, files.ReadAt(_fd, first, _position))]);
    }

    private int ReadOn(IFileCalls files, Span<byte> buffer)
    {
        var count = files.ReadAt(_fd, buffer, _position);
        _position += Math.Max(0, count);
        return count;
    }

    private Sight Look(IFileCalls files)
    {
        if (files.Status(_path, out var present) < 0)
            return Sight.Same;
        // Not to be asked of a descriptor that was lost: another file is there in any case.
        if (files.Status(_fd, out var mine) < 0 ? files.IsLost(_fd) : !present.IsSameFileAs(mine))
            return Sight.Replaced;
        return present.Size < _position ? Sight.Truncated : Sight.Same;
    }

    /// <summary>Opens the file that came after the one read to its end: the backup one younger, or the present file.</summary>
    private bool MoveOn(IFileCalls files)
    {
        var next = _path;
        if (files.Status(_fd, out var mine) == 0)
        {
            for (var age = 1; files.Status($"{_path}.{age}", out var backup) >= 0; age++)
            {
                if (!backup.IsSameFileAs(mine))
                    continue;
                next = age == 1 ? _path : $"{_path}.{age - 1}";
                break;
            }
        }
        var fd = _place.OpenToRead(files, next);
        if (fd < 0)
            return false;
        files.Close(_fd);
        (_fd, _position) = (fd, 0);
        return true;
    }

    /// <summary>On the thread that writes the log. One pending wake-up is enough, however much changed.</summary>
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
