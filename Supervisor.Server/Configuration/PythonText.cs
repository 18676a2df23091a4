using System.Globalization;
using System.Text;

namespace Supervisor.Server.Configuration;

/// <summary>The few ways in which Python shows or reads a value that are visible in messages and in what <c>supervisorctl</c> prints.</summary>
internal static class PythonText
{
    /// <summary><c>repr()</c> of a string, or <c>ascii()</c> of it.</summary>
    public static string Repr(string value, bool ascii = false)
    {
        var quote = value.Contains('\'') && !value.Contains('"') ? '"' : '\'';
        var text = new StringBuilder().Append(quote);
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ when rune.Value == quote => text.Append('\\').Append(quote),
                _ when IsPrintable(rune) && (rune.IsAscii || !ascii) => text.Append(rune.ToString()),
                <= 0xff => text.Append(@"\x").Append(rune.Value.ToString("x2")),
                <= 0xffff => text.Append(@"\u").Append(rune.Value.ToString("x4")),
                _ => text.Append(@"\U").Append(rune.Value.ToString("x8")),
            };
        }
        return text.Append(quote).ToString();
    }

    /// <summary><c>%-Ns</c>: counts characters, not UTF-16 units.</summary>
    public static string LeftAligned(string value, int width) => value + new string(' ', Math.Max(0, width - Length(value)));

    public static int Length(string value) => value.EnumerateRunes().Count();

    /// <summary><c>int()</c>: blanks around, a sign, and single underscores between digits are allowed. Numbers out of range are clamped.</summary>
    public static bool TryParseInteger(string text, out long number)
    {
        number = 0;
        var digits = text.Trim();
        var negative = digits.StartsWith('-');
        if (negative || digits.StartsWith('+'))
            digits = digits[1..];
        if (digits.Length == 0 || digits.StartsWith('_') || digits.EndsWith('_') || digits.Contains("__"))
            return false;
        foreach (var digit in digits.Where(c => c != '_').Select(CharUnicodeInfo.GetDecimalDigitValue))
        {
            if (digit < 0)
                return false;
            number = Math.Min((number * 10) + digit, long.MaxValue / 16);
        }
        number = negative ? -number : number;
        return true;
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
