namespace Supervisor.Tests.Model;

/// <summary>What a daemon has of the kernel at one moment.</summary>
internal sealed record Resources(int Descriptors, int Threads, int Zombies, string Kinds)
{
    public static Resources Of(int pid)
    {
        // A runtime that compiles opens its libraries when it first needs them, and keeps them.
        var files = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(Target)
            .Where(file => !file.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        return new(
            files.Count,
            Directory.EnumerateDirectories($"/proc/{pid}/task").Count(),
            ChildrenOf(pid).Count(child => !IsAlive(child)),
            string.Join(", ", files.CountBy(f => f).OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Value} {f.Key}")));
    }

    public bool IsWithin(Resources before) => Descriptors <= before.Descriptors && Threads <= before.Threads && Zombies == 0;

    /// <summary>False for a zombie too.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { } stat && stat[0] is not ("Z" or "X");

    public static List<int> ChildrenOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
            .Where(pid => pid != 0 && Stat(pid) is { } stat && int.Parse(stat[1]) == parent),
    ];

    /// <summary>The file's path, or of what kind it is: <c>pipe</c>, <c>socket</c>, <c>anon_inode:[eventfd]</c>.</summary>
    private static string Target(string descriptor)
    {
        try
        {
            var target = new FileInfo(descriptor).LinkTarget ?? "";
            return target.StartsWith('/') || target.StartsWith("anon", StringComparison.Ordinal) ? target : target.Split(':')[0];
        }
        catch (IOException)
        {
            return "closed meanwhile";
        }
    }

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
