using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// The text of an <c>environment_file</c>: what systemd and dotenv agree on. One <c>KEY=VALUE</c> a line, <c>export</c> before it allowed; single
/// quotes keep what is in them, double quotes know \n, \", \\ and \$; both may go on over lines; nothing is expanded. Refusals name the file and
/// the line and never what stands there: it may be a secret.
/// </summary>
internal static class EnvironmentFileText
{
    public const int MaxBytes = 1024 * 1024;

    private const string Export = "export";

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t");

    /// <summary>The variables in the order they are written; of two of one name the later counts. Fails with <see cref="ConfigurationException"/>.</summary>
    /// <param name="bytes">What is in the file.</param>
    /// <param name="file">Its name, for a refusal.</param>
    public static IReadOnlyList<EnvironmentVariable> Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > MaxBytes)
            throw new ConfigurationException($"environment_file {PythonText.Repr(file)}: larger than 1 MiB");
        if (!Utf8.IsValid(bytes))
            throw Refused(file, ValidLines(bytes), "not UTF-8");
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        var variables = new List<EnvironmentVariable>();
        var line = 1;
        for (var at = 0; at < text.Length;)
        {
            var first = line;
            var refusal = Line(text, ref at, ref line, variables);
            if (refusal is not null)
                throw Refused(file, first, refusal);
        }
        return variables;
    }

    /// <summary>Takes what begins at a line and steps behind it. Returns what is wrong with it, null for nothing.</summary>
    private static string? Line(string text, ref int at, ref int line, List<EnvironmentVariable> variables)
    {
        var end = text.IndexOf('\n', at) is >= 0 and var newline ? newline : text.Length;
        var written = text.AsSpan(at, end - at).Trim(" \t");
        if (written.IsEmpty || written[0] is '#' or ';')
        {
            (at, line) = (end + 1, line + 1);
            return null;
        }
        var equals = text.IndexOf('=', at, end - at);
        if (equals < 0 || Name(text.AsSpan(at, equals - at)) is not { } name)
            return "not KEY=VALUE";
        at = equals + 1;
        while (at < end && Blanks.Contains(text[at]))
            at++;
        if (at < end && text[at] is ('\'' or '"'))
        {
            var quote = text[at];
            var value = new StringBuilder();
            if (!Quoted(text, ref at, ref line, value))
                return "no closing quotation";
            end = text.IndexOf('\n', at) is >= 0 and var after ? after : text.Length;
            if (!text.AsSpan(at, end - at).Trim(" \t").IsEmpty)
                return $"text after the closing {quote}";
            variables.Add(new(name, value.ToString()));
        }
        else
        {
            variables.Add(new(name, text.AsSpan(at, end - at).Trim(" \t").ToString()));
        }
        (at, line) = (end + 1, line + 1);
        return variables[^1].Value.Contains('\0') ? "a NUL character, which no variable can hold" : null;
    }

    /// <summary>Null for what is no name of a variable.</summary>
    private static string? Name(ReadOnlySpan<char> written)
    {
        var name = written.Trim(" \t");
        if (name.StartsWith(Export) && name.Length > Export.Length && Blanks.Contains(name[Export.Length]))
            name = name[Export.Length..].TrimStart(" \t");
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
            return null;
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '.' or '-'))
                return null;
        }
        return name.ToString();
    }

    /// <summary>From the opening quote to behind the closing one; false where there is none.</summary>
    private static bool Quoted(string text, ref int at, ref int line, StringBuilder value)
    {
        var quote = text[at++];
        for (; at < text.Length; at++)
        {
            var character = text[at];
            if (character == quote)
            {
                at++;
                return true;
            }
            if (character == '\n')
                line++;
            if (quote == '"' && character == '\\' && at + 1 < text.Length && text[at + 1] is ('n' or '"' or '\\' or '$'))
                character = text[++at] == 'n' ? '\n' : text[at];
            value.Append(character);
        }
        return false;
    }

    private static int ValidLines(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(bytes[position..], out _, out var length) == OperationStatus.Done)
            position += length;
        return bytes[..position].Count((byte)'\n') + 1;
    }

    private static ConfigurationException Refused(string file, int line, string what) => new($"environment_file {PythonText.Repr(file)} line {line}: {what}");
}
