namespace Supervisor.Server.Configuration;

/// <summary>What was read from one file or several: the sections in order, and the keys of <c>[DEFAULT]</c>, which every section has.</summary>
internal sealed class IniDocument
{
    private const string DefaultName = "DEFAULT";
    private const string Here = "%(here)s";

    private readonly List<IniSection> _sections = [];
    private readonly Dictionary<string, IniSection> _byName = new(StringComparer.Ordinal);
    private readonly IniSection _defaults = new(DefaultName, "", 0);
    private readonly List<(IniSection Section, string Key)> _withHere = [];
    private readonly List<(IniSection Section, string File, int Line)> _repeated = [];

    public IReadOnlyList<IniSection> Sections => _sections;

    /// <summary>The places at which a section that was there already began again.</summary>
    public IReadOnlyList<(IniSection Section, string File, int Line)> Repeated => _repeated;

    /// <summary>Whether included files with mistakes are left out.</summary>
    public bool IsolatesIncludes { get; set; }

    public IniSection? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The section's own value, else the one of <c>[DEFAULT]</c>.</summary>
    public IniValue? Value(IniSection section, string key) => section[key] ?? _defaults[key];

    public IniSection GetOrAdd(string name, string file, int line)
    {
        if (name == DefaultName)
            return _defaults;
        if (Find(name) is { } section)
        {
            _repeated.Add((section, file, line));
            return section;
        }
        section = new IniSection(name, file, line);
        _sections.Add(section);
        _byName.Add(name, section);
        return section;
    }

    public void Set(IniSection section, string key, IniValue value)
    {
        section[key] = value;
        if (value.Text.Contains(Here, StringComparison.Ordinal))
            _withHere.Add((section, key));
    }

    /// <summary>
    /// With <c>[include]</c> in play <c>%(here)s</c> is the directory of the file it is written in: what is not replaced yet
    /// stands in the file just read.
    /// </summary>
    public void ReplaceHere(string directory)
    {
        foreach (var (section, key) in _withHere)
        {
            var value = section[key]!;
            section[key] = value with { Text = value.Text.Replace(Here, directory, StringComparison.Ordinal), Written = value.Text };
        }
        _withHere.Clear();
    }

    /// <summary>As if these sections had never been there.</summary>
    public void Remove(IReadOnlySet<string> names)
    {
        if (names.Count == 0)
            return;
        _sections.RemoveAll(section => names.Contains(section.Name));
        foreach (var name in names)
            _byName.Remove(name);
    }
}
