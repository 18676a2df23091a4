using System.Text;

namespace Supervisor.Server.Configuration;

/// <summary>
/// The list of <c>environment=</c>: <c>KEY=value</c> with a separator of any one token between. Tokenized like Python's shlex in POSIX
/// mode with stock's word characters, so that what it takes and refuses is the same.
/// </summary>
internal static class EnvironmentList
{
    private const string WordCharacters = "_/.+-():";

    public static EquatableList<EnvironmentVariable> Parse(string text)
    {
        List<string> tokens;
        try
        {
            tokens = Tokens(text);
        }
        catch (FormatException error)
        {
            throw new ConfigurationException(error.Message);
        }
        var variables = new Dictionary<string, string>();
        for (var i = 0; i < tokens.Count; i += 4)
        {
            if (i + 2 >= tokens.Count || tokens[i + 1] != "=")
                throw new ConfigurationException($"Unexpected end of key/value pairs in value '{text}'");
            variables[tokens[i]] = tokens[i + 2];
        }
        return new(variables.Select(v => new EnvironmentVariable(v.Key, v.Value)));
    }

    /// <summary>Words of word characters, quoted parts joined to them, and every other character a token of its own.</summary>
    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '#':
                    End();
                    i = text.IndexOf('\n', i) is >= 0 and var newline ? newline : text.Length;
                    break;
                case '\'' or '"':
                    i = Quoted(text, i, word ??= new StringBuilder());
                    break;
                case '\\':
                    if (i + 1 >= text.Length)
                        throw new FormatException("No escaped character");
                    var escaped = CharacterAt(text, i + 1);
                    (word ??= new StringBuilder()).Append(escaped);
                    i += escaped.Length;
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    End();
                    break;
                case var _ when IsWordCharacter(c):
                    (word ??= new StringBuilder()).Append(c);
                    break;
                default:
                    End();
                    tokens.Add(CharacterAt(text, i));
                    i += tokens[^1].Length - 1;
                    break;
            }
        }
        End();
        return tokens;

        void End()
        {
            if (word is not null)
                tokens.Add(word.ToString());
            word = null;
        }
    }

    /// <summary>One character, which may be two units.</summary>
    private static string CharacterAt(string text, int at) => text.Substring(at, char.IsSurrogatePair(text, at) ? 2 : 1);

    private static int Quoted(string text, int at, StringBuilder word)
    {
        var quote = text[at];
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
                return i;
            if (quote == '"' && text[i] == '\\')
            {
                if (i + 1 == text.Length)
                    throw new FormatException("No escaped character");
                if (text[i + 1] is '"' or '\\')
                    i++;
            }
            word.Append(text[i]);
        }
        throw new FormatException("No closing quotation");
    }

    private static bool IsWordCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || WordCharacters.Contains(c) || c is >= 'ß' and <= 'ÿ' and not '÷' || c is >= 'À' and <= 'Þ' and not '×';
}
