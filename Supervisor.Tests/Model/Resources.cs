namespace Supervisor.Tests.Model;

/// <summary>What a daemon has of the kernel at one moment.</summary>
internal sealed record Resources(int Descriptors, int Threads, int Zombies)
{
    public static Resources Of(int pid) => new(
        Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count(),
        Directory.EnumerateDirectories($"/proc/{pid}/task").Count(),
        ChildrenOf(pid).Count(child => !IsAlive(child)));

    public bool IsWithin(Resources before) => Descriptors <= before.Descriptors && Threads <= before.Threads && Zombies == 0;

    /// <summary>False for a zombie too.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { } stat && stat[0] is not ("Z" or "X");

    public static List<int> ChildrenOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
            .Where(pid => pid != 0 && Stat(pid) is { } stat && int.Parse(stat[1]) == parent),
    ];

    /// <summary>The fields behind the name: state, parent, and so on; null for one that is gone.</summary>
    private static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
