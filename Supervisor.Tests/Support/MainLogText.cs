using System.Text.RegularExpressions;

namespace Supervisor.Tests.Support;

/// <summary>A main log without what differs from run to run: times, pids, the directory.</summary>
internal static partial class MainLogText
{
    public static IReadOnlyList<string> Lines(RunningSupervisor supervisor) => Lines(supervisor.MainLog, supervisor.Directory);

    public static IReadOnlyList<string> Lines(string log, TestDirectory directory) =>
        [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => Normal(l, directory))];

    /// <summary>The lines that name one of the programs, a list for each: the order between two programs is nobody's promise.</summary>
    public static string ByProgram(IReadOnlyList<string> lines, params string[] programs) =>
        string.Join('\n', programs.SelectMany(p => lines.Where(l => Regex.IsMatch(l, $@"(?<![\w/-]){Regex.Escape(p)}(?![\w-])")).Select(l => $"{p}: {l}")));

    private static string Normal(string line, TestDirectory directory)
    {
        line = line.Replace(directory.Path, "@dir@", StringComparison.Ordinal);
        line = Time().Replace(line, "");
        return Pid().Replace(line, "$1<pid>$2");
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3} ")]
    private static partial Regex Time();

    [GeneratedRegex(@"(pid |' \()[1-9][0-9]*(\)|\b)")]
    private static partial Regex Pid();
}
