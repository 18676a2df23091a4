using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide.Events;

/// <summary>One message of a main log, of one line or more, without its time.</summary>
internal sealed partial record MainLogEntry(string Level, string Message)
{
    public static IReadOnlyList<MainLogEntry> All(RunningSupervisor supervisor)
    {
        var text = supervisor.MainLog;
        var heads = Head().Matches(text);
        return
        [
            .. heads.Select((head, i) => new MainLogEntry(
                head.Groups[1].Value,
                text[(head.Index + head.Length)..(i + 1 < heads.Count ? heads[i + 1].Index : text.Length)].TrimEnd('\n'))),
        ];
    }

    public override string ToString() => $"{Level} {Message}";

    [GeneratedRegex(@"^[0-9-]{10} [0-9:,]{12} ([A-Z]{4}) ", RegexOptions.Multiline)]
    private static partial Regex Head();
}
