namespace Supervisor.Server.Python;

/// <summary>File names by pattern as Python's <c>glob</c> finds them: <c>*</c>, <c>?</c> and <c>[…]</c> within a part of the path, names with a leading dot only when asked for.</summary>
internal static class Glob
{
    /// <summary>The matches of an absolute pattern, sorted by code point.</summary>
    public static IReadOnlyList<string> Find(string pattern)
    {
        IEnumerable<string> found = ["/"];
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
            found = HasMagic(part) ? found.SelectMany(directory => Matches(directory, part)) : found.Select(directory => Path.Combine(directory, part));
        return [.. found.Where(Path.Exists).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a name matches: Python's <c>fnmatch</c>. Goes back only to the last star, so no pattern can stall it.</summary>
    public static bool IsMatch(string pattern, string name)
    {
        var (p, n) = (0, 0);
        var (starAt, retryAt) = (-1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (starAt, retryAt) = (p++, n);
                continue;
            }
            if (p < pattern.Length && MatchesOne(pattern, p, name[n], out var next))
            {
                (p, n) = (next, n + 1);
                continue;
            }
            if (starAt < 0)
                return false;
            (p, n) = (starAt + 1, ++retryAt);
        }
        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }

    private static bool HasMagic(string part) => part.AsSpan().IndexOfAny("*?[") >= 0;

    private static IEnumerable<string> Matches(string directory, string part)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory).Where(path => IsShown(Path.GetFileName(path)))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        bool IsShown(string name) => (name[0] != '.' || part[0] == '.') && IsMatch(part, name);
    }

    private static bool MatchesOne(string pattern, int at, char c, out int next)
    {
        next = at + 1;
        if (pattern[at] == '?')
            return true;
        if (pattern[at] != '[')
            return pattern[at] == c;
        var first = at + 1;
        var isNegated = first < pattern.Length && pattern[first] == '!';
        if (isNegated)
            first++;
        // A bracket that stands first in the set is one of its members.
        var end = first < pattern.Length ? pattern.IndexOf(']', first + 1) : -1;
        if (end < 0)
            return c == '[';
        next = end + 1;
        return IsInSet(pattern.AsSpan(first, end - first), c) != isNegated;
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char c)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (c >= set[i] && c <= set[i + 2])
                    return true;
                i += 2;
            }
            else if (set[i] == c)
            {
                return true;
            }
        }
        return false;
    }
}
