using System.Text;

namespace Supervisor.Tests.Support;

/// <summary>One HTTP answer as it came: status line, header lines in order, body bytes (chunks joined).</summary>
internal sealed record HttpReply(string StatusLine, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public int Status => int.Parse(StatusLine.Split(' ')[1]);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>A header's value, or null when there is none.</summary>
    public string? this[string header] =>
        Headers.Where(h => h.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();

    public override string ToString() => $"{StatusLine}: {Text}";
}
