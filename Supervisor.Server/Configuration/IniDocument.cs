namespace Supervisor.Server.Configuration;

/// <summary>What was read from one file or several: the sections in order, and the keys of <c>[DEFAULT]</c>, which every section has.</summary>
internal sealed class IniDocument
{
    private const string DefaultName = "DEFAULT";
    private const string Here = "%(here)s";

    private readonly List<IniSection> _sections = [];
    private readonly IniSection _defaults = new(DefaultName, "", 0);

    public IReadOnlyList<IniSection> Sections => _sections;

    public IniSection? Find(string name) => _sections.Find(s => s.Name == name);

    /// <summary>The section's own value, else the one of <c>[DEFAULT]</c>.</summary>
    public IniValue? Value(IniSection section, string key) => section[key] ?? _defaults[key];

    public IniSection GetOrAdd(string name, string file, int line)
    {
        if (name == DefaultName)
            return _defaults;
        if (Find(name) is { } section)
            return section;
        section = new IniSection(name, file, line);
        _sections.Add(section);
        return section;
    }

    /// <summary>
    /// With <c>[include]</c> in play <c>%(here)s</c> is the directory of the file it is written in: what is not replaced yet
    /// stands in the file just read.
    /// </summary>
    public void ReplaceHere(string directory)
    {
        foreach (var section in _sections.Append(_defaults))
        {
            foreach (var key in section.Keys.ToList())
            {
                var value = section[key]!;
                if (value.Text.Contains(Here, StringComparison.Ordinal))
                    section[key] = value with { Text = value.Text.Replace(Here, directory, StringComparison.Ordinal) };
            }
        }
    }
}
