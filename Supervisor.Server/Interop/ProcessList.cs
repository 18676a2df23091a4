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

    /// <summary>All but kernel threads and the dead; empty where there is no <c>/proc</c>.</summary>
    public static IReadOnlyList<ProcessStat> Read()
    {
        var found = new List<ProcessStat>();
        foreach (var directory in Directories())
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && ProcessStat.Parse(Bytes($"{directory}/stat")) is { IsDead: false } stat)
            {
                found.Add(stat);
            }
        }
        return found;
    }

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
    public static bool IsInOurNamespaces(int pid) => IsSameNamespace(pid, "pid") && IsSameNamespace(pid, "mnt");

    private static bool IsSameNamespace(int pid, string kind)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget is { } theirs && theirs == new FileInfo($"/proc/self/ns/{kind}").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string[] Directories()
    {
        try
        {
            return Directory.GetDirectories("/proc");
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
