using System.Globalization;

namespace Supervisor.Server.Interop;

/// <summary>Opens the pipes of another process, by what <c>/proc</c> shows of its descriptors.</summary>
internal static class PipeSearch
{
    private const int StandardStreams = 3;

    /// <summary>
    /// Returns a descriptor for one side of a pipe that the process has open, the negative errno where that is not allowed, or -ENOENT where it has
    /// that pipe open no more.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="inode">The pipe's.</param>
    /// <param name="flags">O_RDONLY or O_WRONLY.</param>
    public static int Open(int pid, ulong inode, int flags)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"pipe:[{inode}]");
        var result = -Errno.ENOENT;
        foreach (var name in Descriptors(pid))
        {
            if (LogFileCalls.ReadLink(name) != target)
                continue;
            result = LogFileCalls.Open(name, flags | Libc.O_NONBLOCK, 0);
            if (result < 0)
                continue;
            // It may have become another file between the two calls.
            if (LogFileCalls.Status(result, out var status) == 0 && status.IsFifo && status.Inode == inode)
                return result;
            Pipes.Close(result);
            result = -Errno.ENOENT;
        }
        return result;
    }

    /// <summary>Where one looks first stands first.</summary>
    private static IEnumerable<string> Descriptors(int pid)
    {
        var folder = $"/proc/{pid}/fd";
        var standard = Enumerable.Range(0, StandardStreams).Select(number => $"{folder}/{number}").ToArray();
        return standard.Concat(Others());

        IEnumerable<string> Others()
        {
            string[] all;
            try
            {
                all = Directory.GetFileSystemEntries(folder);
            }
            catch (Exception none) when (none is IOException or UnauthorizedAccessException)
            {
                all = [];
            }
            return all.Except(standard);
        }
    }
}
