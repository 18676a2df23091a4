using System.Globalization;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>
/// The processes of this machine that this daemon may have to do with, from <c>/proc</c>: those of its own PID and mount namespace. A process that is
/// stuck may hold up who reads of it, so nobody reads here who must not wait.
/// </summary>
internal static class ProcessList
{
    private const int LongestCommand = 200;
    private const string SupervisorName = "supervisord";

    /// <summary>All but kernel threads and the dead; empty where there is no <c>/proc</c>.</summary>
    public static IReadOnlyList<ProcessStat> Read() => Read("/proc");

    /// <summary>The threads of this very process; empty where there is no <c>/proc</c>.</summary>
    public static IReadOnlyList<ProcessStat> OwnThreads() => Read("/proc/self/task");

    /// <summary>One of them, dead or not; null where there is none.</summary>
    public static ProcessStat? Find(int pid) => ProcessStat.Parse(Bytes($"/proc/{pid}/stat"));

    /// <summary>Whether it is a supervisord, of whatever make: by its name, by its script, or by being of the same file as this one.</summary>
    public static bool IsSupervisor(in ProcessStat process) =>
        process.Name == SupervisorName || Command(process).Split(' ').Take(2).Any(word => Path.GetFileName(word) == SupervisorName)
        || IsSameLink(process.Pid, "exe");

    /// <summary>The user that it acts as; null where it has ended.</summary>
    public static int? Owner(int pid) => LogFileCalls.Status($"/proc/{pid}", out var status) == 0 ? (int)status.Owner : null;

    /// <summary>The environment that it was started with; empty where it may not be read.</summary>
    public static byte[] Environment(int pid) => Bytes($"/proc/{pid}/environ");

    /// <summary>Its command line, for people; its name where it has none.</summary>
    public static string Command(in ProcessStat process)
    {
        var words = Encoding.UTF8.GetString(Bytes($"/proc/{process.Pid}/cmdline")).TrimEnd('\0').Replace('\0', ' ');
        var text = words.Length == 0 ? process.Name : words;
        return new string([.. text.Take(LongestCommand).Select(c => char.IsControl(c) ? '?' : c)]);
    }

    /// <summary>Whether it sees the same pids and the same files: a container's processes have the same names and sockets, and are not ours.</summary>
    public static bool IsInOurNamespaces(int pid) => IsSameLink(pid, "ns/pid") && IsSameLink(pid, "ns/mnt");

    private static bool IsSameLink(int pid, string name)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/{name}").LinkTarget is { } theirs && theirs == new FileInfo($"/proc/self/{name}").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static List<ProcessStat> Read(string folder)
    {
        var found = new List<ProcessStat>();
        foreach (var directory in Directories(folder))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && ProcessStat.Parse(Bytes($"{directory}/stat")) is { IsDead: false } stat)
            {
                found.Add(stat);
            }
        }
        return found;
    }

    private static string[] Directories(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
