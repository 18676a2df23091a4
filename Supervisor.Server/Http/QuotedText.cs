using System.Text;

namespace Supervisor.Server.Http;

/// <summary>Bytes from a stranger as one harmless line of the log: quoted and escaped as Python shows a string, and not without end.</summary>
internal static class QuotedText
{
    private const int MaxBytes = 4096;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        var shown = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxBytes)]);
        var quote = shown.Contains('\'') && !shown.Contains('"') ? '"' : '\'';
        var text = new StringBuilder(shown.Length + 16).Append(quote);
        foreach (var character in shown)
        {
            _ = character switch
            {
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ when character == quote => text.Append('\\').Append(character),
                _ when char.IsControl(character) => text.Append($"\\x{(int)character:x2}"),
                _ => text.Append(character),
            };
        }
        text.Append(quote);
        return utf8.Length <= MaxBytes ? text.ToString() : text.Append($"... ({utf8.Length} bytes)").ToString();
    }
}
