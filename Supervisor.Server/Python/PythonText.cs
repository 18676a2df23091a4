using System.Globalization;
using System.Text;

namespace Supervisor.Server.Python;

/// <summary>The few ways in which Python shows a value that are visible in messages, payloads and in what <c>supervisorctl</c> prints.</summary>
internal static class PythonText
{
    /// <summary><c>repr()</c> of a string, or <c>ascii()</c> of it.</summary>
    public static string Repr(string value, bool ascii = false)
    {
        var quote = Quote(value.Contains('\''), value.Contains('"'));
        var text = new StringBuilder(value.Length + 2).Append(quote);
        foreach (var rune in value.EnumerateRunes())
            Append(text, rune.Value, quote, IsPrintable(rune) && (rune.IsAscii || !ascii));
        return text.Append(quote).ToString();
    }

    /// <summary><c>repr()</c> of bytes: <c>b'caf\xc3\xa9\n'</c>.</summary>
    public static string Repr(ReadOnlySpan<byte> value)
    {
        var quote = Quote(value.Contains((byte)'\''), value.Contains((byte)'"'));
        var text = new StringBuilder(value.Length + 3).Append('b').Append(quote);
        foreach (var octet in value)
            Append(text, octet, quote, isPrintable: octet is >= 0x20 and < 0x7f);
        return text.Append(quote).ToString();
    }

    /// <summary><c>%-Ns</c>: counts characters, not UTF-16 units.</summary>
    public static string LeftAligned(string value, int width) => value + new string(' ', Math.Max(0, width - Length(value)));

    public static int Length(string value) => value.EnumerateRunes().Count();

    /// <summary><c>str.isspace()</c>, which has four separators among the control characters that .NET has not.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary><c>str.strip()</c>.</summary>
    public static string Stripped(string value) => StrippedEnd(value[Indent(value)..]);

    /// <summary><c>str.rstrip()</c>.</summary>
    public static string StrippedEnd(string value)
    {
        var end = value.Length;
        while (end > 0 && IsSpace(value[end - 1]))
            end--;
        return value[..end];
    }

    /// <summary>How many blanks a text begins with.</summary>
    public static int Indent(string value)
    {
        var start = 0;
        while (start < value.Length && IsSpace(value[start]))
            start++;
        return start;
    }

    /// <summary>Double quotes only where that saves escaping.</summary>
    private static char Quote(bool hasSingle, bool hasDouble) => hasSingle && !hasDouble ? '"' : '\'';

    private static void Append(StringBuilder text, int code, char quote, bool isPrintable) => _ = code switch
    {
        '\\' => text.Append(@"\\"),
        '\n' => text.Append(@"\n"),
        '\r' => text.Append(@"\r"),
        '\t' => text.Append(@"\t"),
        _ when code == quote => text.Append('\\').Append(quote),
        _ when isPrintable && code < 0x80 => text.Append((char)code),
        _ when isPrintable => text.Append(new Rune(code).ToString()),
        <= 0xff => text.Append(@"\x").Append(code.ToString("x2", CultureInfo.InvariantCulture)),
        <= 0xffff => text.Append(@"\u").Append(code.ToString("x4", CultureInfo.InvariantCulture)),
        _ => text.Append(@"\U").Append(code.ToString("x8", CultureInfo.InvariantCulture)),
    };

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
