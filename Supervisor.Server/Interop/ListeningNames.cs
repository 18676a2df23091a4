using System.Globalization;
using System.Net.Sockets;

namespace Supervisor.Server.Interop;

/// <summary>Whether somebody listens behind a name.</summary>
internal enum Listening
{
    No,
    Yes,
    Unknown,
}

/// <summary>
/// The unix sockets that listen, as the kernel lists them for each network namespace: the way to know whether somebody is behind a name that we may
/// not connect to. The namespaces are those of the processes that can be seen.
/// </summary>
internal static class ListeningNames
{
    private const string Processes = "/proc";
    private const string Table = "net/unix";

    /// <summary>The first PID namespace has this number on every machine (<c>PROC_PID_INIT_INO</c>): from there all processes can be seen.</summary>
    private const string FirstPidNamespace = "pid:[4026531836]";

    /// <summary><c>__SO_ACCEPTCON</c> among a socket's flags: it listens.</summary>
    private const uint Listens = 0x10000;

    private const int FlagsColumn = 3;
    private const int InodeColumn = 6;
    private const int PathColumn = 7;

    /// <param name="path">The name to be taken.</param>
    /// <param name="except">Our own socket on its way to that name, which listens already.</param>
    public static Listening Of(string path, Socket except)
    {
        var known = LogFileCalls.Status((int)except.SafeHandle.DangerousGetHandle(), out var own) == 0;
        return known ? Find(path, own.Inode) : Listening.Unknown;
    }

    /// <summary>
    /// No only where no listener can be hidden: all namespaces can be seen, or the name lies on the root file system of this container, where no
    /// other container comes.
    /// </summary>
    /// <param name="path">The name.</param>
    /// <param name="own">The inode of a socket that does not count.</param>
    public static Listening Find(string path, ulong own)
    {
        try
        {
            var found = Listening.No;
            foreach (var (table, isOurs) in Tables())
            {
                foreach (var line in ReadLines(table))
                {
                    var judged = Judge(line, path, own, isOurs);
                    if (judged == Listening.Yes)
                        return judged;
                    if (judged == Listening.Unknown)
                        found = judged;
                }
            }
            return found == Listening.No && !SeesAllProcesses() && !IsOnRoot(path) ? Listening.Unknown : found;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Listening.Unknown;
        }
    }

    /// <summary>
    /// A socket keeps the name it was bound by: ours, and stock's, were bound by a name with the daemon's pid behind it. One that was bound
    /// within its folder has no folder in its name, and counts. A folder of another name may be the same one, mounted elsewhere: unknown, unless
    /// that name leads us to another one.
    /// </summary>
    internal static Listening Judge(string line, string path, ulong own, bool isOurs)
    {
        var columns = line.Split(' ', PathColumn + 1, StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length <= PathColumn || !uint.TryParse(columns[FlagsColumn], NumberStyles.HexNumber, null, out var flags) || (flags & Listens) == 0)
            return Listening.No;
        var bound = columns[PathColumn];
        if (columns[InodeColumn] == own.ToString(CultureInfo.InvariantCulture) || bound.StartsWith('@') || !IsNameFor(Path.GetFileName(bound), Path.GetFileName(path)))
            return Listening.No;
        var (folder, wanted) = (Path.GetDirectoryName(bound), Path.GetDirectoryName(path));
        if (!bound.StartsWith('/') || folder == wanted)
            return Listening.Yes;
        return isOurs && IsAnotherFolder(folder!, wanted!) ? Listening.No : Listening.Unknown;
    }

    /// <summary>One that may not be looked at is there at least.</summary>
    private static bool IsAnotherFolder(string folder, string wanted) => LogFileCalls.Status(folder, out var other) switch
    {
        0 => LogFileCalls.Status(wanted, out var ours) == 0 && !other.IsSameFileAs(ours),
        var refused => refused is -Errno.EACCES or -Errno.EPERM,
    };

    private static bool IsNameFor(string name, string wanted) => name == wanted
        || (name.StartsWith(wanted + ".", StringComparison.Ordinal) && int.TryParse(name.AsSpan(wanted.Length + 1), NumberStyles.None, null, out _));

    /// <summary>One for each network namespace, ours first. A namespace has one table, and that is the same file for all of its processes.</summary>
    private static IEnumerable<(string Path, bool IsOurs)> Tables()
    {
        var seen = new HashSet<FileIdentity>();
        foreach (var process in Directory.EnumerateDirectories(Processes).Where(name => char.IsAsciiDigit(Path.GetFileName(name)[0])).Prepend($"{Processes}/self"))
        {
            var table = $"{process}/{Table}";
            switch (LogFileCalls.Status(table, out var status))
            {
                case 0 when seen.Add(status.Identity):
                    yield return (table, seen.Count == 1);
                    break;
                case -Errno.EACCES or -Errno.EPERM:
                    throw new UnauthorizedAccessException(table);
            }
        }
        // Where processes of others are hidden (hidepid), the first one is too.
        if (LogFileCalls.Status($"{Processes}/1/{Table}", out _) != 0)
            throw new UnauthorizedAccessException($"{Processes}/1");
    }

    /// <summary>A process that has ended meanwhile listens no more.</summary>
    private static string[] ReadLines(string table)
    {
        try
        {
            return File.ReadAllLines(table);
        }
        catch (IOException) when (LogFileCalls.Status(table, out _) < 0)
        {
            return [];
        }
    }

    private static bool SeesAllProcesses() => LogFileCalls.ReadLink($"{Processes}/self/ns/pid") == FirstPidNamespace;

    private static bool IsOnRoot(string path) =>
        LogFileCalls.StatusOfName(path, out var name) == 0 && LogFileCalls.Status("/", out var root) == 0 && name.Device == root.Device;
}
