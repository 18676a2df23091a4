using System.Globalization;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>Opens what a log's path names, without ever waiting: a regular file to append to, or a pipe, terminal, socket, device.</summary>
internal static class LogTargetOpener
{
    private const int LinksFollowed = 8;

    private static readonly string[] DescriptorFolders = ["/dev/fd/", "/proc/self/fd/"];

    /// <summary>Fails with PosixException.</summary>
    public static ILogTarget Open(LogFileOptions options)
    {
        if (Descriptor(options.Path) is { } inherited)
            return OpenInherited(inherited, options);
        var fd = LogFileCalls.Open(options.Path, RotatingFile.CreateFlags, RotatingFile.CreateMode);
        // ENXIO: a fifo without a reader (fifo(7)); opened for both it has one, and so opening and writing do not depend on others.
        if (fd == -Errno.ENXIO)
            fd = LogFileCalls.Open(options.Path, LogFileCalls.O_RDWR | LogFileCalls.O_NONBLOCK, 0);
        if (fd < 0)
            throw new PosixException($"open '{options.Path}'", -fd);
        var status = StatusOf(fd);
        if (status.IsRegular)
            return new RotatingFile(options.Path, options, fd, status, isInherited: false);
        if (status.IsFifo)
            fd = Exchange(fd, options.Path, LogFileCalls.O_RDWR);
        return new StreamTarget(fd, status, StreamKind.Own);
    }

    /// <summary>
    /// The number of a descriptor that the path names, through links too (containers link logs to /dev/stdout). Such a path is not
    /// opened but duplicated: opening fails for sockets and for pipes of another user, and the link must never be renamed or removed.
    /// </summary>
    public static int? Descriptor(string path)
    {
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
            if (LinkTarget(path) is not { } target)
                return null;
            path = Path.Combine(Path.GetDirectoryName(path) ?? "/", target);
        }
        return null;
    }

    /// <summary>A duplicate of one of the daemon's own descriptors. Fails with PosixException.</summary>
    public static ILogTarget OpenInherited(int number, LogFileOptions options)
    {
        var fd = LogFileCalls.Duplicate(number);
        if (fd < 0)
            throw new PosixException($"open '{options.Path}'", -fd);
        var status = StatusOf(fd);
        if (status.IsRegular)
            return new RotatingFile(options.Path, options, fd, status, isInherited: true);
        if (status.IsSocket)
            return new StreamTarget(fd, status, StreamKind.Socket);
        // A description of its own can be made non-blocking; the inherited one can not, it is the starter's too.
        var own = status.IsFifo ? Exchange(fd, $"/proc/self/fd/{fd}", LogFileCalls.O_WRONLY) : fd;
        return new StreamTarget(own, status, own == fd ? StreamKind.Shared : StreamKind.Own);
    }

    /// <summary>Replaces a descriptor by a non-blocking one of the same file, where that may be opened.</summary>
    private static int Exchange(int fd, string path, int flags)
    {
        var better = LogFileCalls.Open(path, flags | LogFileCalls.O_NONBLOCK, 0);
        if (better < 0)
            return fd;
        LogFileCalls.Close(fd);
        return better;
    }

    private static FileStatus StatusOf(int fd)
    {
        var result = LogFileCalls.Status(fd, out var status);
        if (result == 0)
            return status;
        LogFileCalls.Close(fd);
        throw new PosixException("statx", -result);
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
