using System.Globalization;

namespace Supervisor.Server.Interop;

/// <summary>
/// The unix sockets that listen, as the kernel lists them: the way to know whether somebody is behind a name that we may not connect to.
/// </summary>
internal static class ListeningNames
{
    private const string Table = "/proc/net/unix";

    /// <summary><c>__SO_ACCEPTCON</c> among a socket's flags: it listens.</summary>
    private const uint Listens = 0x10000;

    private const int FlagsColumn = 3;
    private const int PathColumn = 7;

    /// <summary>True too where it cannot be told.</summary>
    /// <param name="path">The name to be taken.</param>
    /// <param name="own">How many of our own sockets are on their way to that name, and listen already.</param>
    public static bool MayInclude(string path, int own = 0)
    {
        try
        {
            return File.ReadLines(Table).Skip(1).Count(line => IsListener(line, path)) > own;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>
    /// A socket keeps the name it was bound by: ours, and stock's, were bound by a name with the daemon's pid behind it. One that was bound
    /// within its folder has no folder in its name, and counts.
    /// </summary>
    internal static bool IsListener(string line, string path)
    {
        var columns = line.Split(' ', PathColumn + 1, StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length <= PathColumn || !uint.TryParse(columns[FlagsColumn], NumberStyles.HexNumber, null, out var flags) || (flags & Listens) == 0)
            return false;
        var bound = columns[PathColumn];
        if (Path.GetDirectoryName(bound) is { Length: > 0 } folder && folder != Path.GetDirectoryName(path) && folder.StartsWith('/'))
            return false;
        var (name, wanted) = (Path.GetFileName(bound), Path.GetFileName(path));
        return name == wanted
            || (name.StartsWith(wanted + ".", StringComparison.Ordinal) && int.TryParse(name.AsSpan(wanted.Length + 1), NumberStyles.None, null, out _));
    }
}
