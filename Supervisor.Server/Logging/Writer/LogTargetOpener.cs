using System.Globalization;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>Opens what a log's path names, without ever waiting: a regular file to append to, or a pipe, terminal, socket, device.</summary>
/// <param name="files">Who makes the calls.</param>
/// <param name="far">The mount they are made for by another process, which has descriptors of its own; null where there is none.</param>
internal sealed class LogTargetOpener(IFileCalls files, Mount? far)
{
    private const int LinksFollowed = 8;

    private static readonly string[] DescriptorFolders = ["/dev/fd/", "/proc/self/fd/"];

    /// <summary>Fails with PosixException.</summary>
    public ILogTarget Open(LogFileOptions options)
    {
        var place = new LogPath(options.Path, options.IsAuto);
        if (Descriptor(place) is { } inherited)
            return OpenInherited(inherited, options);
        if (options.MakesDirectory)
            LogDirectories.MakeFor(files, options.Path);
        var fd = place.OpenToAppend(files);
        // ENXIO: a fifo without a reader (fifo(7)); opened for both it has one, and so opening and writing do not depend on others.
        if (fd == -Errno.ENXIO)
            fd = place.OpenToReadAndWrite(files);
        if (fd < 0)
            throw Refused(options.Path, fd);
        var status = StatusOf(fd);
        // Nobody could wait for a pipe at the other end of an agent: it is tried again in the failure policy's time.
        if (status.IsRegular || far is not null)
            return new RotatingFile(files, options.Path, options, fd, status, isFixed: !status.IsRegular);
        if (status.IsFifo && !options.IsAuto)
            fd = Exchange(fd, options.Path, Libc.O_RDWR);
        return new StreamTarget(fd, status, StreamKind.Own);
    }

    /// <summary>
    /// The number of a descriptor that the path names, through links too (containers link logs to /dev/stdout). Such a path is not
    /// opened but duplicated: opening fails for sockets and for pipes of another user, and the link must never be renamed or removed.
    /// </summary>
    public int? Descriptor(LogPath place)
    {
        if (far is not null || place.IsAuto)
            return null;
        var path = place.Path;
        for (var links = 0; links < LinksFollowed; links++)
        {
            switch (path)
            {
                case "/dev/stdout":
                    return 1;
                case "/dev/stderr":
                    return 2;
            }
            foreach (var folder in DescriptorFolders)
            {
                if (path.StartsWith(folder, StringComparison.Ordinal)
                    && int.TryParse(path.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    return number;
            }
            if (LogFileCalls.ReadLink(path) is not { } target)
                return null;
            path = Path.Combine(Path.GetDirectoryName(path) ?? "/", target);
        }
        return null;
    }

    /// <summary>A duplicate of one of the daemon's own descriptors. Fails with PosixException.</summary>
    public ILogTarget OpenInherited(int number, LogFileOptions options)
    {
        var fd = LogFileCalls.Duplicate(number);
        if (fd < 0)
            throw new PosixException($"open '{options.Path}'", -fd);
        var status = StatusOf(fd);
        if (status.IsRegular)
            return new RotatingFile(files, options.Path, options, fd, status, isFixed: true);
        if (status.IsSocket)
            return new StreamTarget(fd, status, StreamKind.Socket);
        // A description of its own can be made non-blocking; the inherited one can not, it is the starter's too.
        var own = status.IsFifo ? Exchange(fd, $"/proc/self/fd/{fd}", Libc.O_WRONLY) : fd;
        return new StreamTarget(own, status, own == fd ? StreamKind.Shared : StreamKind.Own);
    }

    /// <summary>
    /// The file that an earlier worker had open, by its descriptor; by its path where another process had it open. Fails with PosixException
    /// where the descriptor does not lead to that file.
    /// </summary>
    public ILogTarget Resume(LogTargetRecord record, LogFileOptions options)
    {
        var ((fd, device, inode), file) = (record.File, record as RotatingFileRecord);
        if (fd < 0)
            return OpenAgain(file, options);
        var result = files.Status(fd, out var status);
        if (result < 0 || (status.Device, status.Inode) != (device, inode))
            throw new PosixException($"go on with '{options.Path}', which is descriptor {fd} no more", result < 0 ? -result : Errno.EBADF);
        return record switch
        {
            RotatingFileRecord regular => new RotatingFile(files, regular, status),
            StreamTargetRecord stream => new StreamTarget(fd, status, stream.Kind),
            _ => throw new ArgumentException($"{record.GetType().Name} is no kind of log", nameof(record)),
        };
    }

    /// <summary>A file system that does not answer just now must not be the end of the daemon: the file is opened by the next write that can.</summary>
    private ILogTarget OpenAgain(RotatingFileRecord? file, LogFileOptions options)
    {
        try
        {
            return Open(file?.Options ?? options);
        }
        catch (PosixException) when (file is not null)
        {
            return new RotatingFile(files, file, new FileStatus { Device = file.File.Device, Inode = file.File.Inode });
        }
    }

    /// <summary>Replaces a descriptor by a non-blocking one of the same file, where that may be opened.</summary>
    private static int Exchange(int fd, string path, int flags)
    {
        var better = LogFileCalls.Open(path, flags | Libc.O_NONBLOCK, 0);
        if (better < 0)
            return fd;
        LogFileCalls.Close(fd);
        return better;
    }

    private FileStatus StatusOf(int fd)
    {
        var result = files.Status(fd, out var status);
        if (result == 0)
            return status;
        files.Close(fd);
        throw new PosixException("statx", -result);
    }

    private PosixException Refused(string path, int result) => far is { } mount && result == -Errno.ETIMEDOUT
        ? new PosixException($"open '{path}', as the {mount.Type} file system at {mount.Point} does not answer", Errno.ETIMEDOUT)
        : new PosixException($"open '{path}'", -result);
}
