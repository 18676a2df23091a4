using System.Text;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Hosting;

/// <summary>The <see cref="PidFile"/> as data.</summary>
/// <param name="Written">What stands in it; null where it was not written.</param>
internal sealed record PidFileRecord(string Path, string? Written);

/// <summary>
/// The pid file of a running daemon: written once it runs, removed when it ends. Not a lock: a stale one is overwritten. Written and
/// removed by the log writer's threads, since its disk may hang.
/// </summary>
/// <param name="writer">Whose threads may wait for the disk.</param>
/// <param name="path">The file.</param>
/// <param name="log">The main log.</param>
/// <param name="written">What an earlier object wrote there; null for nothing yet.</param>
internal sealed class PidFile(LogWriter writer, string path, IMainLog log, string? written = null)
{
    private const uint Mode = 0x1B6; // 0666, less the umask

    private string? _written = written;

    public PidFileRecord ToRecord() => new(path, _written);

    /// <summary>A failure is told and the daemon runs on without a pid file.</summary>
    public async Task WriteAsync(int pid)
    {
        var text = $"{pid}\n";
        if (await OnDiskAsync(files => Write(files, Encoding.ASCII.GetBytes(text))) is null)
            _written = text;
        else
            log.Critical($"could not write pidfile {path}");
    }

    /// <summary>Removes it, if it is a file and still ours: not a device, and not what another daemon has written there since.</summary>
    public async Task RemoveAsync()
    {
        if (_written is not { } text)
            return;
        _written = null;
        if (await OnDiskAsync(files => Remove(files, Encoding.ASCII.GetBytes(text))) is { } failure)
            log.Warn($"could not remove pidfile {path}: {failure.Message}");
    }

    private int Write(IFileCalls files, byte[] text)
    {
        var flags = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC | Libc.O_NONBLOCK | Libc.O_NOCTTY;
        var fd = files.Open(path, flags | Follow(files), Mode);
        if (fd < 0)
            return fd;
        var count = files.Write(fd, text);
        files.Close(fd);
        return count < 0 ? count : count == text.Length ? 0 : -Errno.ENOSPC;
    }

    private int Remove(IFileCalls files, byte[] text)
    {
        var fd = files.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Follow(files), 0);
        if (fd < 0)
            return fd == -Errno.ENOENT ? 0 : fd;
        var present = new byte[text.Length + 1];
        var isOurs = files.Status(fd, out var status) == 0 && status.IsRegular
            && files.ReadAt(fd, present, 0) == text.Length && present.AsSpan(0, text.Length).SequenceEqual(text);
        files.Close(fd);
        return isOurs && files.Unlink(path) is < 0 and not -Errno.ENOENT and var failure ? failure : 0;
    }

    /// <summary>Where others may put a link, none is followed: it would say which file root overwrites.</summary>
    private int Follow(IFileCalls files)
    {
        var directory = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        var isOpen = files.Status(directory, out var status) < 0 || status.IsOpenToOthers(Credentials.CurrentUid);
        return isOpen ? Libc.O_NOFOLLOW : 0;
    }

    /// <summary>Null when it succeeded.</summary>
    private async Task<PosixException?> OnDiskAsync(Func<IFileCalls, int> work)
    {
        try
        {
            var result = await writer.OnDiskAsync(path, work);
            return result < 0 ? new PosixException($"'{path}'", -result) : null;
        }
        catch (PosixException refused)
        {
            return refused;
        }
    }
}
