using System.Globalization;

namespace Supervisor.Server.Interop;

/// <summary>
/// What is mounted where, at one moment. Finds the file system that a path leads into as the kernel would, component by component and
/// through symbolic links, without a call into one that may hang. Never changes.
/// </summary>
internal sealed class MountTable
{
    /// <summary>The parent of what has none in the table: the root itself, or what a container shows of somebody else's tree.</summary>
    private const int Nobody = 0;

    /// <summary>As many links as the kernel follows in one path.</summary>
    private const int MostLinks = 40;

    private readonly Dictionary<(int Parent, string Point), Mount> _mounts = [];

    private MountTable(IReadOnlyList<Mount> mounts)
    {
        var ids = mounts.Select(m => m.Id).ToHashSet();
        foreach (var mount in mounts)
            _mounts[(mount.Parent != mount.Id && ids.Contains(mount.Parent) ? mount.Parent : Nobody, mount.Point)] = mount;
        var root = Enter(null, "/");
        // Where the root itself is of such a kind, the program has run on it until now.
        RootMayHang = root?.MayHang ?? false;
        AnyMayHang = mounts.Any(m => m.MayHang && m != root && !IsBelowKernels(m.Point));
    }

    /// <summary>A machine without such mounts, or without <c>/proc</c>.</summary>
    public static MountTable Empty { get; } = new([]);

    /// <summary>False on most machines: then no path needs a look.</summary>
    public bool AnyMayHang { get; }

    private bool RootMayHang { get; }

    /// <summary>Where file systems of a kind are mounted.</summary>
    public IEnumerable<string> PointsOf(string type) => _mounts.Values.Where(mount => mount.Type == type).Select(mount => mount.Point);

    /// <summary>Reads the text of <c>/proc/self/mountinfo</c>; lines that are not of that form are passed over.</summary>
    public static MountTable Parse(ReadOnlySpan<byte> text)
    {
        var mounts = new List<Mount>();
        foreach (var range in text.Split((byte)'\n'))
        {
            if (ParseLine(text[range]) is { } mount)
                mounts.Add(mount);
        }
        return new MountTable(mounts);
    }

    /// <summary>The first mount on the way to an absolute path that may hang; null where there is none.</summary>
    public Mount? MayHang(string path)
    {
        if (!AnyMayHang)
            return null;
        // The places passed, so that ".." finds back.
        var passed = new Stack<(string Path, Mount? Mount)>();
        var root = ("/", Enter(null, "/"));
        var at = root;
        var rest = new Stack<string>();
        Push(rest, path);
        for (var links = 0; rest.TryPop(out var name);)
        {
            if (name is "." or "")
                continue;
            if (name == "..")
            {
                at = passed.TryPop(out var back) ? back : root;
                continue;
            }
            var next = at.Item1 == "/" ? "/" + name : $"{at.Item1}/{name}";
            var mount = Enter(at.Item2, next);
            if (mount is not null && mount.MayHang && !(RootMayHang && mount == root.Item2))
                return mount;
            if (mount is { IsKernels: true })
                return null;
            // A mount point is no link.
            if (mount == at.Item2 && LogFileCalls.ReadLink(next) is { } target)
            {
                if (++links > MostLinks)
                    return null;
                if (target.StartsWith('/'))
                {
                    passed.Clear();
                    at = root;
                }
                Push(rest, target);
                continue;
            }
            passed.Push(at);
            at = (next, mount);
        }
        return null;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var name in path.Split('/').Reverse())
            rest.Push(name);
    }

    private static bool IsBelowKernels(string point) =>
        point.StartsWith("/proc/", StringComparison.Ordinal) || point.StartsWith("/sys/", StringComparison.Ordinal);

    /// <summary>The mount on top of a place, coming from <paramref name="from"/>; that one where nothing is mounted there.</summary>
    private Mount? Enter(Mount? from, string point)
    {
        while (_mounts.TryGetValue((from?.Id ?? Nobody, point), out var mount) && mount != from)
            from = mount;
        return from;
    }

    private static Mount? ParseLine(ReadOnlySpan<byte> line)
    {
        var fields = OsText.Decode(line).Split(' ');
        var separator = Array.IndexOf(fields, "-");
        if (separator < 6 || separator + 1 >= fields.Length)
            return null;
        if (!int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
            return null;
        return new Mount(id, parent, Unescape(fields[4]), Unescape(fields[separator + 1]));
    }

    /// <summary>Space, tab, line end and backslash stand as <c>\040</c> and so on.</summary>
    private static string Unescape(string field)
    {
        for (var at = field.IndexOf('\\'); at >= 0 && at + 3 < field.Length; at = field.IndexOf('\\', at + 1))
        {
            var code = field.AsSpan(at + 1, 3);
            if (code.ContainsAnyExceptInRange('0', '7'))
                continue;
            var character = (char)((code[0] - '0') << 6 | (code[1] - '0') << 3 | (code[2] - '0'));
            field = string.Concat(field.AsSpan(0, at), [character], field.AsSpan(at + 4));
        }
        return field;
    }
}
