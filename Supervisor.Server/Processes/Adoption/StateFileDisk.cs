using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// The open state file: holds its lock, flock(2), which says that the daemon lives, and appends. The lock is on the file that has the name: a new one is
/// locked before it gets it. By the log writer's threads only, one at a time.
/// </summary>
internal sealed class StateFileDisk(string path, int descriptor = -1)
{
    private const uint OwnerOnly = 0x180; // 0600
    private const int Tries = 10;

    /// <summary>Room for tens of thousands of children.</summary>
    private const int LargestBytes = 16 * 1024 * 1024;

    private static readonly int OpenFlags = Libc.O_RDWR | Libc.O_APPEND | Libc.O_NOFOLLOW | Libc.O_NONBLOCK;

    private int _fd = descriptor;

    private volatile bool _isFar;

    /// <summary>-1 where it is not open, or another process's.</summary>
    public int Descriptor => _isFar ? -1 : _fd;

    /// <summary>Opens and locks it, and returns what stands in it. Fails with PosixException; EWOULDBLOCK where another has it.</summary>
    public byte[] Open(IFileCalls files)
    {
        _isFar = files is FarFiles;
        for (var tried = 1; ; tried++)
        {
            var fd = files.Open(path, OpenFlags, 0);
            if (fd == -Errno.ENOENT)
                fd = files.Open(path, OpenFlags | Libc.O_CREAT | Libc.O_EXCL, OwnerOnly);
            if (fd == -Errno.EEXIST && tried < Tries)
                continue;
            if (fd < 0)
                throw new PosixException($"open '{path}'", -fd);
            _fd = fd;
            // What it says decides whose processes are signalled and read from.
            if (files.Status(fd, out var status) < 0 || !status.IsRegular || status.IsOpenToOthers(Credentials.CurrentUid))
                throw Refused(files, "open", Errno.EPERM);
            if (files.Lock(fd, Libc.LOCK_EX | Libc.LOCK_NB) is < 0 and var locked)
                throw new PosixException($"lock '{path}'", -locked);
            // The one that had it may have put a new file in its place, or removed it, in the meantime.
            if (files.Status(path, out var named) == 0 && named.IsSameFileAs(status))
                return ReadAll(files, status.Size);
            Close(files);
            if (tried == Tries)
                throw new PosixException($"lock '{path}'", Errno.EAGAIN);
        }
    }

    /// <summary>What stands in a file that another has locked.</summary>
    public byte[] ReadLocked(IFileCalls files)
    {
        var text = _fd >= 0 && files.Status(_fd, out var status) == 0 ? ReadAll(files, status.Size) : [];
        Close(files);
        return text;
    }

    /// <summary>0, or a negative errno: then <see cref="Renew"/> comes next.</summary>
    public int Append(IFileCalls files, ReadOnlySpan<byte> line)
    {
        if (_fd < 0 || files.IsLost(_fd))
            return -Errno.EBADF;
        var count = files.Write(_fd, line);
        if (count == line.Length)
            return 0;
        files.AbandonWrite(_fd);
        return count < 0 ? count : -Errno.ENOSPC;
    }

    /// <summary>Puts a new file in its place. 0, or a negative errno: then the old one is as it was.</summary>
    public int Renew(IFileCalls files, ReadOnlySpan<byte> text)
    {
        var made = path + ".new";
        _ = files.Unlink(made);
        var fd = files.Open(made, OpenFlags | Libc.O_CREAT | Libc.O_EXCL, OwnerOnly);
        if (fd < 0)
            return fd;
        var result = files.Lock(fd, Libc.LOCK_EX | Libc.LOCK_NB);
        if (result >= 0)
            result = WriteAll(files, fd, text);
        if (result >= 0)
            result = files.Rename(made, path);
        if (result < 0)
        {
            files.Close(fd);
            _ = files.Unlink(made);
            return result;
        }
        Close(files);
        (_fd, _isFar) = (fd, files is FarFiles);
        return 0;
    }

    /// <summary>Lets it go; the file is removed where nobody is in it.</summary>
    public void End(IFileCalls files, bool remove)
    {
        if (_fd >= 0 && remove)
            _ = files.Unlink(path);
        Close(files);
    }

    private static int WriteAll(IFileCalls files, int fd, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var count = files.Write(fd, text);
            if (count <= 0)
                return count < 0 ? count : -Errno.ENOSPC;
            text = text[count..];
        }
        return 0;
    }

    private byte[] ReadAll(IFileCalls files, long size)
    {
        var text = new byte[Math.Min(size, LargestBytes)];
        var length = 0;
        for (int count; length < text.Length && (count = files.ReadAt(_fd, text.AsSpan(length), length)) > 0;)
            length += count;
        return text[..length];
    }

    private PosixException Refused(IFileCalls files, string call, int errno)
    {
        Close(files);
        return new($"{call} '{path}'", errno);
    }

    private void Close(IFileCalls files)
    {
        if (_fd >= 0)
            files.Close(_fd);
        _fd = -1;
    }
}
