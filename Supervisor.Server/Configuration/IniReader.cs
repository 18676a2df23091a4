using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// Reads the text of a configuration file by the rules of Python's RawConfigParser as stock sets it up: inline comments after a blank,
/// continuation by indentation, keys in lower case. Its refusals have the parser's texts.
/// </summary>
internal sealed class IniReader
{
    private readonly IniDocument _document;
    private readonly string _file;
    private readonly List<(int Line, string Text)> _errors = [];
    private readonly List<string> _lines = [];
    private IniSection? _section;
    private string? _key;
    private int _keyLine;
    private int _indent;
    private string? _cut;

    private IniReader(IniDocument document, string file) => (_document, _file) = (document, file);

    /// <param name="document">Takes the sections; those of the same name are merged.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">What is in it.</param>
    public static void Read(IniDocument document, string file, string text)
    {
        var reader = new IniReader(document, file);
        var number = 0;
        foreach (var line in Lines(text))
            reader.Take(line, ++number);
        reader.EndValue();
        if (reader._errors.Count > 0)
        {
            var errors = reader._errors.Select(e => $"\n\t[line {e.Line,2}]: {PythonText.Repr(e.Text)}");
            throw new ConfigurationException($"Source contains parsing errors: {PythonText.Repr(file)}{string.Concat(errors)}")
            {
                Places = [.. reader._errors.Select(e => new ConfigurationProblem(file, e.Line, $"this is neither a section nor an option: {PythonText.Repr(e.Text.Trim())}"))],
            };
        }
    }

    /// <summary>With their ends, each of which is read as <c>\n</c>.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i < lines.Length - 1)
                yield return lines[i] + "\n";
            else if (lines[i].Length > 0)
                yield return lines[i];
        }
    }

    private void Take(string line, int number)
    {
        var comment = CommentStart(line);
        var value = PythonText.Stripped(comment < 0 ? line : line[..comment]);
        if (value.Length == 0)
        {
            // An empty line may be part of a value; one that held a comment is not.
            if (comment < 0 && _key is not null)
                _lines.Add("");
            return;
        }
        var indent = PythonText.Indent(line);
        if (_key is not null && indent > _indent)
        {
            Append(value, line, comment);
            return;
        }
        var before = _key;
        EndValue();
        _indent = indent;
        if (value[0] == '[' && value.LastIndexOf(']') is > 1 and var end)
            _section = _document.GetOrAdd(value[1..end], _file, number);
        else if (_section is null)
        {
            throw new ConfigurationException($"File contains no section headers.\nfile: {PythonText.Repr(_file)}, line: {number}\n{PythonText.Repr(line)}")
            {
                Places = [new(_file, number, $"this stands before the first section: {PythonText.Repr(line.Trim())}")],
            };
        }
        else if (!TryBeginValue(value, line, number, comment))
            _key = before;
    }

    /// <summary>False for a line without a delimiter: what is indented below it then goes on with the key above, so that it is no mistake of its own.</summary>
    private bool TryBeginValue(string value, string line, int number, int comment)
    {
        var delimiter = value.IndexOfAny(['=', ':']);
        if (delimiter <= 0)
        {
            _errors.Add((number, line));
            return delimiter == 0;
        }
        _key = PythonText.Stripped(value[..delimiter]).ToLowerInvariant();
        _keyLine = number;
        Append(PythonText.Stripped(value[(delimiter + 1)..]), line, comment);
        return true;
    }

    private void Append(string value, string line, int comment)
    {
        _lines.Add(value);
        if (comment >= 0 && IsUnbalanced(value))
            _cut = PythonText.Stripped(line[comment..]);
    }

    private void EndValue()
    {
        if (_key is not null)
            _document.Set(_section!, _key, new IniValue(PythonText.StrippedEnd(string.Join('\n', _lines)), _file, _keyLine, _cut));
        _key = null;
        _cut = null;
        _lines.Clear();
    }

    /// <summary>
    /// Where a comment begins: with the line, or after a blank. As in Python the two characters are looked at in rounds, the first of
    /// each, then the second of each, and the first round that has a comment ends the search. -1 for none.
    /// </summary>
    private static int CommentStart(string line)
    {
        var indent = PythonText.Indent(line);
        if (indent < line.Length && line[indent] is '#' or ';')
            return 0;
        var (hash, semicolon) = (line.IndexOf('#'), line.IndexOf(';'));
        while (hash >= 0 || semicolon >= 0)
        {
            var starts = new[] { hash, semicolon }.Where(at => at > 0 && PythonText.IsSpace(line[at - 1])).DefaultIfEmpty(-1).Min();
            if (starts >= 0)
                return starts;
            hash = hash < 0 ? -1 : line.IndexOf('#', hash + 1);
            semicolon = semicolon < 0 ? -1 : line.IndexOf(';', semicolon + 1);
        }
        return -1;
    }

    /// <summary>Quotes that a shell would still wait for: whoever wrote them did not mean the comment.</summary>
    private static bool IsUnbalanced(string value)
    {
        var open = '\0';
        foreach (var c in value)
        {
            if (open == '\0' && c is '"' or '\'')
                open = c;
            else if (c == open)
                open = '\0';
        }
        return open != '\0';
    }
}
