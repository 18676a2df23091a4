using System.Globalization;
using System.Text;

namespace Supervisor.Tests.Fuzzing;

/// <summary>Outcomes as <c>stock_oracle.py</c> words them.</summary>
internal static class Wording
{
    /// <summary>In quotes, with all but plain ASCII as <c>\u{hex}</c>; half of a surrogate pair shows as what it is.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and <= '~' and not ('"' or '\\'))
                quoted.Append(c);
            else if (char.IsSurrogatePair(text, i))
                quoted.Append(@"\u{").Append(char.ConvertToUtf32(c, text[++i]).ToString("x", CultureInfo.InvariantCulture)).Append('}');
            else
                quoted.Append(@"\u{").Append(((int)c).ToString("x", CultureInfo.InvariantCulture)).Append('}');
        }
        return quoted.Append('"').ToString();
    }

    public static string Listed(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    public static string Pairs(IEnumerable<(string Name, string Value)> pairs) => Listed(pairs.Select(p => $"{Quoted(p.Name)}:{Quoted(p.Value)}"));

    public static string Refused(string message) => $"refused {Quoted(message)}";

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>An outcome without its particulars, by which a new kind of outcome is known: texts and numbers shrink to a mark.</summary>
    public static string Shape(string outcome)
    {
        var shape = new StringBuilder();
        var isQuoted = false;
        foreach (var c in outcome)
        {
            if (c == '"')
                isQuoted = !isQuoted;
            var mark = isQuoted && c is not (' ' or '\'') ? '"' : char.IsAsciiDigit(c) ? '0' : c;
            if (shape.Length > 100)
                break;
            if (shape.Length == 0 || shape[^1] != mark)
                shape.Append(mark);
        }
        return shape.ToString();
    }
}
