using Supervisor.Server.Interop;

namespace Supervisor.Server.Hosting;

/// <summary>A thread that waits in the kernel for a disk cannot be ended, and an exec would wait for it: after the point of no return.</summary>
internal static class StuckThreads
{
    private const string Threads = "/proc/self/task";

    /// <summary>The name of one; null for none, or where there is no /proc.</summary>
    public static string? Find()
    {
        if (!Directory.Exists(Threads))
            return null;
        foreach (var thread in Directory.EnumerateDirectories(Threads))
        {
            // "pid (name) state …", where the name may hold anything.
            var text = Read($"{thread}/stat");
            var end = text.LastIndexOf(") ", StringComparison.Ordinal);
            if (end > 0 && text[(end + 2)..].StartsWith('D'))
                return text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end];
        }
        return null;
    }

    private static string Read(string path)
    {
        var file = LogFileCalls.Open(path, Libc.O_RDONLY, 0);
        if (file < 0)
            return "";
        try
        {
            return OsText.Decode(LogFileCalls.ReadAll(file));
        }
        finally
        {
            LogFileCalls.Close(file);
        }
    }
}
