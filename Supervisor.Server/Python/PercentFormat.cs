using System.Globalization;
using System.Text;

namespace Supervisor.Server.Python;

/// <summary>Python's <c>%</c> formatting with a dictionary, as far as configurations can use it: texts and whole numbers.</summary>
internal static class PercentFormat
{
    /// <summary>Fails with KeyNotFoundException (its message is the repr of the name) or FormatException (Python's own text).</summary>
    public static string Apply(string format, IReadOnlyDictionary<string, object> values)
    {
        var result = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
                result.Append(format[at]);
            else
                at = Conversion(format, at + 1, values, result);
        }
        return result.ToString();
    }

    private static int Conversion(string format, int at, IReadOnlyDictionary<string, object> values, StringBuilder result)
    {
        // Only the bare pair is a percent sign; with anything between it is a conversion nobody knows.
        if (at < format.Length && format[at] == '%')
        {
            result.Append('%');
            return at;
        }
        object? value = null;
        if (at < format.Length && format[at] == '(')
        {
            var name = Name(format, ref at);
            if (!values.TryGetValue(name, out value))
                throw new KeyNotFoundException(PythonText.Repr(name));
        }
        var flags = Take(format, ref at, "-+ #0");
        var width = Number(format, ref at);
        int? precision = null;
        if (at < format.Length && format[at] == '.')
        {
            at++;
            precision = Number(format, ref at) ?? 0;
        }
        if (at < format.Length && "hlL".Contains(format[at]))
            at++;
        if (at >= format.Length)
            throw new FormatException("incomplete format");
        result.Append(Pad(Render(format, at, value, flags, precision), flags, width ?? 0, format[at]));
        return at;
    }

    /// <summary>Parentheses may nest; the name is what stands between the outer ones.</summary>
    private static string Name(string format, ref int at)
    {
        var start = ++at;
        for (var depth = 1; at < format.Length; at++)
        {
            depth += format[at] == '(' ? 1 : format[at] == ')' ? -1 : 0;
            if (depth == 0)
                return format[start..at++];
        }
        throw new FormatException("incomplete format key");
    }

    private static string Render(string format, int at, object? value, string flags, int? precision)
    {
        var conversion = format[at];
        if (!"diouxXeEfFgGcrsa".Contains(conversion))
            throw Unsupported(format, at);
        switch (conversion)
        {
            // Stock would insert all it knows here, the whole environment with its secrets.
            case var _ when value is null:
                throw new FormatException("a conversion without a name in parentheses; write %% for a percent sign");
            case 's' when value is not null:
                return Cut(Convert.ToString(value, CultureInfo.InvariantCulture)!, precision);
            case 'r' or 'a':
                return Cut(value is string text ? PythonText.Repr(text, ascii: conversion == 'a') : value!.ToString()!, precision);
            case 'd' or 'i' or 'u' or 'o' or 'x' or 'X' when value is int number:
                return Integer(conversion, number, flags, precision);
            case 'd' or 'i' or 'u':
                throw new FormatException($"%{conversion} format: a real number is required, not str");
            case 'o' or 'x' or 'X':
                throw new FormatException($"%{conversion} format: an integer is required, not str");
            case 'c' when value is int code:
                return Rune.IsValid(code) ? new Rune(code).ToString() : throw new FormatException("%c arg not in range(0x110000)");
            case 'c':
                return value is string one && PythonText.Length(one) == 1 ? one : throw new FormatException("%c requires int or char");
            default:
                throw new FormatException(value is int ? $"%{conversion} is not supported here" : "must be real number, not str");
        }
    }

    private static string Integer(char conversion, int number, string flags, int? precision)
    {
        var magnitude = Math.Abs((long)number);
        var digits = conversion switch
        {
            'o' => Convert.ToString(magnitude, 8),
            'x' => magnitude.ToString("x"),
            'X' => magnitude.ToString("X"),
            _ => magnitude.ToString(),
        };
        digits = digits.PadLeft(precision ?? 0, '0');
        var prefix = flags.Contains('#') ? conversion switch { 'o' => "0o", 'x' => "0x", 'X' => "0X", _ => "" } : "";
        var sign = number < 0 ? "-" : flags.Contains('+') ? "+" : flags.Contains(' ') ? " " : "";
        return sign + prefix + digits;
    }

    private static string Pad(string text, string flags, int width, char conversion)
    {
        // A character may be two units here.
        width += text.Length - PythonText.Length(text);
        if (flags.Contains('-'))
            return text.PadRight(width);
        if (!flags.Contains('0') || !"diouxX".Contains(conversion))
            return text.PadLeft(width);
        var signLength = text.Length > 0 && text[0] is '-' or '+' or ' ' ? 1 : 0;
        return text[..signLength] + text[signLength..].PadLeft(Math.Max(0, width - signLength), '0');
    }

    private static string Cut(string text, int? precision) => precision is { } length && length < text.Length ? string.Concat(text.EnumerateRunes().Take(length)) : text;

    /// <summary>As Python has it, places count characters, and one that is not plain ASCII is shown as a question mark.</summary>
    private static FormatException Unsupported(string format, int at)
    {
        var code = char.IsSurrogatePair(format, at) ? char.ConvertToUtf32(format, at) : format[at];
        var shown = code is >= 31 and <= 126 ? (char)code : '?';
        return new($"unsupported format character '{shown}' (0x{code:x}) at index {PythonText.Length(format[..at])}");
    }

    private static string Take(string format, ref int at, string characters)
    {
        var start = at;
        while (at < format.Length && characters.Contains(format[at]))
            at++;
        return format[start..at];
    }

    private static int? Number(string format, ref int at)
    {
        var digits = Take(format, ref at, "0123456789");
        if (digits.Length == 0)
            return null;
        // A width is memory: nothing sensible is wider.
        return digits.Length <= 4 ? int.Parse(digits, CultureInfo.InvariantCulture) : throw new FormatException("width too big");
    }
}
