using System.Buffers;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// The names of AUTO logs: <c>process-stdout---identifier-xxxxxxxx.log</c> in the child log directory, readable by the daemon's
/// user only, as Python's mkstemp makes them.
/// </summary>
internal static class AutoLogFile
{
    private const uint OwnerOnly = 0x180; // 0600
    private const int Tries = 100;
    private const int RandomLength = 8;

    private static readonly SearchValues<char> RandomCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Creates an empty file and returns its path. Fails with PosixException.</summary>
    public static string Create(IFileCalls files, string directory, string processName, string channel, string identifier)
    {
        for (var tried = 1; ; tried++)
        {
            // Not to be guessed is no part of the promise: the file is made anew or not at all, and no link is followed.
            var path = WithRandom(Path.Combine(directory, $"{processName}-{channel}---{identifier}-")) + ".log";
            var fd = files.Open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW, OwnerOnly);
            if (fd >= 0)
            {
                files.Close(fd);
                return path;
            }
            if (fd != -Errno.EEXIST || tried == Tries)
                throw new PosixException($"create '{path}'", -fd);
        }
    }

    /// <summary>The beginning of a name with some characters behind it that make it another one each time.</summary>
    public static string WithRandom(string name) =>
        name + new string(Random.Shared.GetItems<char>("abcdefghijklmnopqrstuvwxyz0123456789_", RandomLength));

    /// <summary>
    /// Whether a file is an AUTO log of that identifier, or a backup of one: <c>something---identifier-random.log…</c>. Stricter
    /// than stock's pattern in two points, which protect others' files: the identifier is no regular expression, and the random
    /// part has no hyphen, so identifier <c>a</c> does not own the files of <c>a-b</c>.
    /// </summary>
    public static bool IsNameOf(string identifier, ReadOnlySpan<char> name)
    {
        var mark = $"---{identifier}-";
        for (var from = 1; from < name.Length; from++)
        {
            var found = name[from..].IndexOf(mark, StringComparison.Ordinal);
            if (found < 0)
                return false;
            from += found;
            var rest = name[(from + mark.Length)..];
            var random = rest.IndexOfAnyExcept(RandomCharacters);
            if (random > 0 && rest[random..].StartsWith(".log", StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
