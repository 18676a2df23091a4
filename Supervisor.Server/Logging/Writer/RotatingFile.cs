using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns the descriptor of one regular log file and its chain of backups. Rotates as stock does (loggers.py RotatingFileHandler):
/// after the write that reached the size, <c>.1</c> to <c>.N</c> shifted by renaming, or truncated when there are no backups.
/// The size is counted, not asked for, and checked against the kernel's once before each rotation, since others (logrotate's
/// copytruncate) may have shortened the file.
/// </summary>
internal sealed class RotatingFile(string path, LogFileOptions options, int fd, FileStatus status, bool isInherited) : ILogTarget
{
    public const int CreateFlags = LogFileCalls.O_WRONLY | LogFileCalls.O_CREAT | LogFileCalls.O_APPEND
        | LogFileCalls.O_NONBLOCK | LogFileCalls.O_NOCTTY;

    public const uint CreateMode = 0x1B6; // 0666, less the umask

    private int _fd = fd;
    private long _size = status.Size;
    private long _rotateAt = Threshold(options, isInherited);
    private bool _isMoved;

    public FileStatus Identity { get; private set; } = status;

    public bool MayBlock => false;

    public long Room => _rotateAt == long.MaxValue ? long.MaxValue : Math.Max(1, _rotateAt - _size);

    /// <summary>Whether it is a descriptor the daemon was started with: never rotated, renamed, removed or reopened.</summary>
    public bool IsInherited { get; } = isInherited;

    public LogFileOptions Options
    {
        get => options;
        set
        {
            options = value;
            _rotateAt = Threshold(value, IsInherited);
        }
    }

    public int Write(ReadOnlySpan<byte> bytes)
    {
        var count = LogFileCalls.Write(_fd, bytes);
        if (count > 0)
            _size += count;
        return count;
    }

    public int EndWrite()
    {
        if (_size < _rotateAt)
            return 0;
        // The position after an appending write is the file's true end, whoever else touched it.
        var end = LogFileCalls.Position(_fd);
        if (end >= 0 && end < options.MaxBytes)
        {
            _size = end;
            return 0;
        }
        var result = Rotate();
        // A rotation that failed is tried again when the file has grown by another eighth.
        _rotateAt = result == 0 ? options.MaxBytes : _size + Math.Max(1, options.MaxBytes / 8);
        return result;
    }

    /// <summary>Whether the path still names the open file; false after it was moved or deleted by others.</summary>
    public bool IsStillInPlace() => IsInherited || (LogFileCalls.Status(path, out var named) == 0 && named.IsSameFileAs(Identity));

    public void Dispose()
    {
        if (_fd >= 0)
            LogFileCalls.Close(_fd);
        _fd = -1;
    }

    private static long Threshold(LogFileOptions options, bool isInherited) =>
        options.MaxBytes > 0 && !isInherited ? options.MaxBytes : long.MaxValue;

    private int Rotate()
    {
        if (options.Backups > 0 && !_isMoved)
        {
            var shifted = Shift();
            if (shifted != 0)
                return shifted;
            _isMoved = true;
        }
        // Opened before the old one is closed: where that fails, the bytes go on to the old file.
        var opened = LogFileCalls.Open(path, CreateFlags | LogFileCalls.O_TRUNC, CreateMode);
        if (opened < 0)
            return opened;
        LogFileCalls.Close(_fd);
        (_fd, _size, _isMoved) = (opened, 0, false);
        _ = LogFileCalls.Status(opened, out var status);
        Identity = status;
        return 0;
    }

    /// <summary>Files that are not there, or were removed a moment ago, are passed over.</summary>
    private int Shift()
    {
        for (var number = options.Backups - 1; number >= 0; number--)
        {
            var result = LogFileCalls.Rename(number == 0 ? path : $"{path}.{number}", $"{path}.{number + 1}");
            if (result < 0 && result != -Errno.ENOENT)
                return result;
        }
        return 0;
    }
}
