namespace Supervisor.Server.Configuration;

/// <summary>A value as written, and where its key stands.</summary>
/// <param name="Text">Its text, by now: <c>%(here)s</c> may be replaced in it.</param>
/// <param name="File">The file.</param>
/// <param name="Line">The line of the key.</param>
/// <param name="Cut">What an inline comment took away where that left quotes unbalanced; null as a rule.</param>
internal sealed record IniValue(string Text, string File, int Line, string? Cut = null)
{
    /// <summary>The text as it stands in the file, where that is another.</summary>
    public string? Written { get; init; }
}

/// <summary>A section of all the files that were read: sections of one name are one, later keys win.</summary>
/// <param name="name">As between the brackets.</param>
/// <param name="file">The file that had it first.</param>
/// <param name="line">Where it began there.</param>
internal sealed class IniSection(string name, string file, int line)
{
    private readonly Dictionary<string, IniValue> _values = new(StringComparer.Ordinal);
    private HashSet<string>? _inherited;

    public string Name => name;

    public string File => file;

    public int Line => line;

    /// <summary>Keys in lower case, in the order they first appeared.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>Those that stand in the section itself.</summary>
    public IEnumerable<string> OwnKeys => _inherited is { } inherited ? Keys.Where(key => !inherited.Contains(key)) : Keys;

    public IniValue? this[string key]
    {
        get => _values.GetValueOrDefault(key);
        set => _values[key] = value!;
    }

    /// <summary>A value that stands in another section and counts for this one, too.</summary>
    public void Inherit(string key, IniValue value)
    {
        _values[key] = value;
        (_inherited ??= []).Add(key);
    }
}
