using System.Globalization;
using System.Text;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>The text of a schedule file: a line for each program, with the epoch seconds up to which its times are seen to, its group and its name, and tabs between them.</summary>
internal static class ScheduleFileText
{
    private const int Fields = 3;

    public static byte[] Of(IEnumerable<KeyValuePair<ProcessKey, DateTimeOffset>> seen)
    {
        var text = new StringBuilder();
        foreach (var (process, until) in seen)
            text.Append(CultureInfo.InvariantCulture, $"{until.ToUnixTimeSeconds()}\t{process.Group}\t{process.Process}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A line that says nothing is passed over.</summary>
    public static Dictionary<ProcessKey, DateTimeOffset> Parse(ReadOnlySpan<byte> text)
    {
        var seen = new Dictionary<ProcessKey, DateTimeOffset>();
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            var fields = line.Split('\t');
            if (fields.Length == Fields && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= int.MaxValue)
                seen[new(fields[1], fields[2])] = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }
        return seen;
    }
}
