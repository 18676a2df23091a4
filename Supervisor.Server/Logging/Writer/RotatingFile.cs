using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns the descriptor of one regular log file and its chain of backups. Rotates as stock does (loggers.py RotatingFileHandler):
/// after the write that reached the size, <c>.1</c> to <c>.N</c> shifted by renaming, or truncated when there are no backups.
/// The size is counted, not asked for, and checked against the kernel's once before each rotation, since others (logrotate's
/// copytruncate) may have shortened the file.
/// </summary>
internal sealed class RotatingFile : ILogTarget
{
    private readonly IFileCalls _files;
    private readonly string _path;
    private LogFileOptions _options;
    private int _fd;
    private long _size;
    private long _rotateAt;
    private bool _isMoved;
    private bool _isInDoubt;

    public RotatingFile(IFileCalls files, string path, LogFileOptions options, int fd, FileStatus status, bool isFixed)
    {
        (_files, _path, _options, _fd, Identity, IsFixed) = (files, path, options, fd, status, isFixed);
        (_size, _rotateAt) = (status.Size, Threshold(options, isFixed));
    }

    /// <summary>Goes on where an earlier one stopped.</summary>
    public RotatingFile(IFileCalls files, RotatingFileRecord record, FileStatus status)
        : this(files, record.Path, record.Options, record.File.Descriptor, status, record.IsFixed) =>
        (_size, _rotateAt, _isMoved, _isInDoubt) = (record.Size, record.RotateAt, record.IsMoved, record.IsInDoubt);

    public FileStatus Identity { get; private set; }

    public bool MayBlock => false;

    public long Room => _rotateAt == long.MaxValue ? long.MaxValue : Math.Max(1, _rotateAt - _size);

    /// <summary>Whether it is never rotated, renamed, removed or reopened: a descriptor the daemon was started with, or no regular file.</summary>
    public bool IsFixed { get; }

    public LogFileOptions Options
    {
        get => _options;
        set
        {
            _options = value;
            _rotateAt = Threshold(value, IsFixed);
        }
    }

    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (_isInDoubt)
            SettleDoubt();
        var count = _files.Write(_fd, bytes);
        if (count < 0 && _files.IsLost(_fd) && Reopen())
            count = _files.Write(_fd, bytes);
        if (count > 0)
            _size += count;
        return count;
    }

    public void AbandonWrite() => _files.AbandonWrite(_fd);

    public LogTargetRecord ToRecord() => new RotatingFileRecord(
        new(_files is FarFiles ? -1 : _fd, Identity.Device, Identity.Inode), _path, _options, _size, _rotateAt, IsFixed, _isMoved, _isInDoubt);

    public int EndWrite()
    {
        if (_size < _rotateAt)
            return 0;
        var end = End(out var permissions);
        if (end >= 0 && end < _options.MaxBytes)
        {
            _size = end;
            return 0;
        }
        var result = Rotate(permissions);
        // A rotation that failed is tried again when the file has grown by another eighth.
        _rotateAt = result == 0 ? _options.MaxBytes : _size + Math.Max(1, _options.MaxBytes / 8);
        return result;
    }

    /// <summary>Whether the path still names the open file; false after it was moved or deleted by others. Where nobody can tell just now, it does.</summary>
    public bool IsStillInPlace() => IsFixed || _files.Status(_path, out var named) switch
    {
        0 => named.IsSameFileAs(Identity),
        var failure => failure == -Errno.ETIMEDOUT,
    };

    /// <summary>A removal or renaming was not answered in time and may happen yet: what is written after it must not go with the file.</summary>
    public void Doubt() => _isInDoubt = true;

    public void Dispose()
    {
        if (_fd >= 0)
            _files.Close(_fd);
        _fd = -1;
    }

    private LogPath Place => new(_path, _options.IsAuto);

    private static long Threshold(LogFileOptions options, bool isFixed) =>
        options.MaxBytes > 0 && !isFixed ? options.MaxBytes : long.MaxValue;

    /// <summary>The file's true end, whoever else touched it, or the negative errno. What an AUTO log's owner allows is asked for with it.</summary>
    private long End(out uint permissions)
    {
        permissions = Place.CreateMode;
        // After an appending write the position is the end.
        if (!_options.IsAuto)
            return _files.Position(_fd);
        var result = _files.Status(_fd, out var status);
        if (result < 0)
            return result;
        permissions = status.Permissions;
        return status.Size;
    }

    /// <summary>Once it can be seen whether the file is still in its place, and it is not, goes on with the one that is.</summary>
    private void SettleDoubt()
    {
        var result = _files.Status(_path, out var named);
        if (result == -Errno.ETIMEDOUT)
            return;
        _isInDoubt = false;
        if (result != 0 || !named.IsSameFileAs(Identity))
            Reopen();
    }

    /// <summary>Goes on with the file that the path leads to; where there is none to be had, with the open one.</summary>
    private bool Reopen()
    {
        var opened = Place.OpenToAppend(_files);
        if (opened < 0)
            return false;
        _files.Close(_fd);
        (_fd, _isMoved) = (opened, false);
        if (_files.Status(opened, out var status) == 0)
            (Identity, _size) = (status, status.Size);
        return true;
    }

    private int Rotate(uint permissions)
    {
        if (_options.Backups > 0 && !_isMoved)
        {
            var shifted = Shift();
            if (shifted != 0)
                return shifted;
            _isMoved = true;
        }
        // Opened before the old one is closed: where that fails, the bytes go on to the old file.
        var opened = _isMoved ? Place.OpenNext(_files, permissions) : Place.OpenEmpty(_files);
        if (opened < 0)
            return opened;
        _files.Close(_fd);
        (_fd, _size, _isMoved) = (opened, 0, false);
        if (_files.Status(opened, out var status) == 0)
            Identity = status;
        return 0;
    }

    /// <summary>Files that are not there, or were removed a moment ago, are passed over.</summary>
    private int Shift()
    {
        for (var number = _options.Backups - 1; number >= 0; number--)
        {
            var result = _files.Rename(number == 0 ? _path : $"{_path}.{number}", $"{_path}.{number + 1}");
            _isInDoubt |= result == -Errno.ETIMEDOUT;
            if (result < 0 && result != -Errno.ENOENT)
                return result;
        }
        return 0;
    }
}
