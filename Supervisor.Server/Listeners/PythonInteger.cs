namespace Supervisor.Server.Listeners;

/// <summary>Numbers as Python's <c>int()</c> reads them from bytes: spaces around, a sign, single underscores between digits.</summary>
internal static class PythonInteger
{
    /// <summary>Python refuses to read more.</summary>
    private const int MaxDigits = 4300;

    /// <summary>What is too large for the type becomes its largest value.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        text = text.Trim(" \t\n\v\f\r"u8);
        var isNegative = text is [(byte)'-', ..];
        if (text is [(byte)'-' or (byte)'+', ..])
            text = text[1..];
        var digits = 0;
        var mayEnd = false;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit((char)character))
            {
                var digit = character - '0';
                value = value > (long.MaxValue - digit) / 10 ? long.MaxValue : value * 10 + digit;
                digits++;
                mayEnd = true;
            }
            else if (character == '_' && mayEnd)
            {
                mayEnd = false;
            }
            else
            {
                return false;
            }
        }
        if (isNegative)
            value = -value;
        return mayEnd && digits <= MaxDigits;
    }
}
