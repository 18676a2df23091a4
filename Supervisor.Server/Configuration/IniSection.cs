namespace Supervisor.Server.Configuration;

/// <summary>A value as written, and where its key stands.</summary>
/// <param name="Cut">What an inline comment took away where that left quotes unbalanced; null as a rule.</param>
internal sealed record IniValue(string Text, string File, int Line, string? Cut = null);

/// <summary>A section of all the files that were read: sections of one name are one, later keys win.</summary>
/// <param name="name">As between the brackets.</param>
/// <param name="file">The file that had it first.</param>
/// <param name="line">Where it began there.</param>
internal sealed class IniSection(string name, string file, int line)
{
    private readonly Dictionary<string, IniValue> _values = new(StringComparer.Ordinal);

    public string Name => name;

    public string File => file;

    public int Line => line;

    /// <summary>Keys in lower case, in the order they first appeared.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    public IniValue? this[string key]
    {
        get => _values.GetValueOrDefault(key);
        set => _values[key] = value!;
    }
}
