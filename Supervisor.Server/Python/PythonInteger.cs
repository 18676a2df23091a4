using System.Globalization;
using System.Text;

namespace Supervisor.Server.Python;

/// <summary>Numbers as Python's <c>int()</c> reads them: blanks around, a sign, single underscores between digits.</summary>
internal static class PythonInteger
{
    /// <summary>Python refuses to read more.</summary>
    private const int MaxDigits = 4300;

    /// <summary>From bytes, where only ASCII counts.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return Ascii.IsValid(text) && TryParse(Encoding.ASCII.GetString(text), out value);
    }

    /// <summary>Digits of every script count. What is too large for the type becomes its largest value.</summary>
    public static bool TryParse(string text, out long value)
    {
        value = 0;
        var rest = text.AsSpan().Trim();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        var digits = 0;
        var mayEnd = false;
        foreach (var character in rest)
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(character);
            if (digit >= 0)
            {
                value = value > (long.MaxValue - digit) / 10 ? long.MaxValue : (value * 10) + digit;
                digits++;
            }
            else if (character != '_' || !mayEnd)
            {
                return false;
            }
            mayEnd = digit >= 0;
        }
        if (isNegative)
            value = -value;
        return mayEnd && digits <= MaxDigits;
    }
}
