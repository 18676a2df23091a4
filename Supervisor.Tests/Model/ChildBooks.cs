namespace Supervisor.Tests.Model;

/// <summary>What the children of a run wrote down themselves, and the judgement of the supervisor's logs by it.</summary>
internal static class ChildBooks
{
    private const string Lives = ".lives";

    /// <summary>The names of all processes that ever had a child.</summary>
    public static IEnumerable<string> Names(string directory) =>
        Directory.EnumerateFiles(directory, "*" + Lives).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>The exit codes of those that ended by themselves, by pid, which may have been that of several.</summary>
    public static ILookup<int, int> EndsOf(string directory, string name) =>
        LivesOf(directory, name).Where(life => life[0] == "E").ToLookup(life => int.Parse(life[2]), life => int.Parse(life[3]));

    public static int Starts(string directory) => Names(directory).Sum(name => LivesOf(directory, name).Count(life => life[0] == "S"));

    public static void NoTwoAtOnce(string directory)
    {
        foreach (var name in Names(directory))
        {
            if (LivesOf(directory, name).FirstOrDefault(life => life[0] == "D") is { } doubled)
                throw new ModelViolation($"{name} had two living children, the second is {doubled[2]}");
        }
    }

    /// <summary>
    /// Every line that came back from a write is in the logs, once, in order. A child that was killed may have written one more than it
    /// could note down.
    /// </summary>
    /// <param name="backupsEnd">True where the oldest logs may have been deleted: what is there must be the end, without a gap.</param>
    /// <returns>How many bytes were found right.</returns>
    public static long LogsAreWhole(string directory, string name, bool backupsEnd = false)
    {
        var ended = LivesOf(directory, name).Where(life => life[0] == "E").Select(life => life[1]).ToHashSet();
        var written = ById(LinesOf(Path.Combine(directory, name + ".copy")));
        var logs = Logs(directory, name);
        var logged = ById(logs.SelectMany(LinesOf));
        if (logged.Keys.Except(written.Keys).Where(ended.Contains).ToList() is [var stranger, ..])
            throw new ModelViolation($"{name}: the logs have lines of {stranger}, which wrote none");
        var first = logged.Keys.FirstOrDefault();
        var seen = !backupsEnd || first is null || !written.ContainsKey(first);
        foreach (var (id, lines) in written)
        {
            var found = logged.GetValueOrDefault(id, []);
            seen |= id == first;
            if (!seen)
                continue;
            var expected = backupsEnd && id == first ? lines.SkipWhile(line => found.Count > 0 && line != found[0]).ToList() : lines;
            var extra = found.Count - expected.Count;
            if (!found.Take(expected.Count).SequenceEqual(expected) || extra < 0 || extra > (ended.Contains(id) ? 0 : 1))
                throw new ModelViolation($"{name}: {id} wrote {expected.Count} lines, {found.Count} are in {logs.Count} logs; {FirstDifference(expected, found)}");
        }
        return logs.Sum(log => new FileInfo(log).Length);
    }

    private static string FirstDifference(List<string> expected, List<string> found)
    {
        var at = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"the first that differs is number {at}: written '{expected.ElementAtOrDefault(at)}', logged '{found.ElementAtOrDefault(at)}'";
    }

    private static IEnumerable<string[]> LivesOf(string directory, string name) => LinesOf(Path.Combine(directory, name + Lives)).Select(line => line.Split(' '));

    /// <summary>The oldest first.</summary>
    private static List<string> Logs(string directory, string name) =>
    [
        .. Directory.EnumerateFiles(directory, name + ".log.*").Where(f => char.IsAsciiDigit(f[^1])).OrderByDescending(f => int.Parse(Path.GetExtension(f).AsSpan(1))),
        Path.Combine(directory, name + ".log"),
    ];

    private static Dictionary<string, List<string>> ById(IEnumerable<string> lines) =>
        lines.GroupBy(line => line[..Math.Max(0, line.IndexOf(' ', StringComparison.Ordinal))]).ToDictionary(g => g.Key, g => g.ToList());

    private static IEnumerable<string> LinesOf(string file) => File.Exists(file) ? File.ReadLines(file) : [];
}
