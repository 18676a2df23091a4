using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>
/// Where it stands up to when the times of programs are seen to that make up for missed ones: for the daemon that is started next. Written whole, by the
/// log writer's threads; what changes meanwhile is written after. Loop thread only.
/// </summary>
internal sealed class ScheduleFile(string path, LogWriter writer, IMainLog log)
{
    private const uint OwnerOnly = 0x180; // 0600
    private const int LargestBytes = 16 * 1024 * 1024;

    private byte[]? _next;
    private bool _isWriting;
    private bool _isFailing;

    /// <summary>What stands in it; nothing where it cannot be read, which is told.</summary>
    public async Task<Dictionary<ProcessKey, DateTimeOffset>> ReadAsync()
    {
        try
        {
            return ScheduleFileText.Parse(await writer.OnDiskAsync(path, Read));
        }
        catch (PosixException refused)
        {
            log.ScheduleFileFails(path, refused.Message);
            return [];
        }
    }

    public void Write(IEnumerable<KeyValuePair<ProcessKey, DateTimeOffset>> seen)
    {
        _next = ScheduleFileText.Of(seen);
        if (!_isWriting)
            _ = WriteAsync();
    }

    private async Task WriteAsync()
    {
        _isWriting = true;
        while (_next is { } text)
        {
            _next = null;
            string? failure = null;
            try
            {
                if (await writer.OnDiskAsync(path, files => Renew(files, text)) is < 0 and var errno)
                    failure = new PosixException("write", -errno).Message;
            }
            catch (PosixException refused)
            {
                failure = refused.Message;
            }
            if (failure is not null && !_isFailing)
                log.ScheduleFileFails(path, failure);
            _isFailing = failure is not null;
        }
        _isWriting = false;
    }

    private byte[] Read(IFileCalls files)
    {
        var fd = files.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK, 0);
        if (fd == -Errno.ENOENT)
            return [];
        if (fd < 0)
            throw new PosixException("open", -fd);
        var text = new byte[files.Status(fd, out var status) == 0 && status.IsRegular ? Math.Min(status.Size, LargestBytes) : 0];
        var length = 0;
        for (int count; length < text.Length && (count = files.ReadAt(fd, text.AsSpan(length), length)) > 0;)
            length += count;
        files.Close(fd);
        return text[..length];
    }

    /// <summary>0, or a negative errno: then the old one is as it was.</summary>
    private int Renew(IFileCalls files, ReadOnlySpan<byte> text)
    {
        var made = path + ".new";
        _ = files.Unlink(made);
        var fd = files.Open(made, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW, OwnerOnly);
        if (fd < 0)
            return fd;
        var result = 0;
        while (!text.IsEmpty && result >= 0)
        {
            result = files.Write(fd, text) is var count && count == 0 ? -Errno.ENOSPC : count;
            text = text[Math.Max(0, result)..];
        }
        files.Close(fd);
        if (result >= 0)
            result = files.Rename(made, path);
        if (result < 0)
            _ = files.Unlink(made);
        return Math.Min(result, 0);
    }
}
