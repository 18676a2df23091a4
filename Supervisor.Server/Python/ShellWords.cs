using System.Text;

namespace Supervisor.Server.Python;

/// <summary>Splits a command into words as a POSIX shell would, without any expansion: Python's <c>shlex.split</c>.</summary>
internal static class ShellWords
{
    private const string Blanks = " \t\r\n";

    /// <summary>Fails with FormatException: <c>No closing quotation</c>, <c>No escaped character</c>.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (Blanks.Contains(c))
            {
                if (word is not null)
                    words.Add(word.ToString());
                word = null;
                continue;
            }
            word ??= new StringBuilder();
            i = c switch
            {
                '\'' => Single(text, i, word),
                '"' => Double(text, i, word),
                '\\' => Escaped(text, i, word),
                _ => Plain(text, i, word),
            };
        }
        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    private static int Plain(string text, int at, StringBuilder word)
    {
        word.Append(text[at]);
        return at;
    }

    private static int Escaped(string text, int at, StringBuilder word)
    {
        if (at + 1 >= text.Length)
            throw new FormatException("No escaped character");
        word.Append(text[at + 1]);
        return at + 1;
    }

    private static int Single(string text, int at, StringBuilder word)
    {
        var end = text.IndexOf('\'', at + 1);
        if (end < 0)
            throw new FormatException("No closing quotation");
        word.Append(text, at + 1, end - at - 1);
        return end;
    }

    /// <summary>Within double quotes a backslash escapes itself and the quote and is kept before anything else.</summary>
    private static int Double(string text, int at, StringBuilder word)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    return i;
                case '\\' when i + 1 >= text.Length:
                    throw new FormatException("No escaped character");
                case '\\' when text[i + 1] is '"' or '\\':
                    word.Append(text[++i]);
                    break;
                default:
                    word.Append(text[i]);
                    break;
            }
        }
        throw new FormatException("No closing quotation");
    }
}
