namespace Supervisor.Server.Configuration;

/// <summary>
/// A reading that goes on after a mistake: what was found, with places, and what could be read all the same. Where the syntax of a file is
/// broken there is nothing to go on with.
/// </summary>
internal sealed class ConfigurationInspection(string file)
{
    private readonly List<ConfigurationProblem> _errors = [];
    private readonly List<ConfigurationProblem> _warnings = [];
    private readonly HashSet<(IniSection Section, string Key)> _refused = [];

    /// <summary>The main file, as given or found.</summary>
    public string File => file;

    public IniDocument Document { get; } = new();

    /// <summary>What was read, without the sections that were refused; null where there is no reading it.</summary>
    public ServerConfiguration? Configuration { get; set; }

    public IReadOnlyList<ConfigurationProblem> Errors => _errors;

    public IReadOnlyList<ConfigurationProblem> Warnings => _warnings;

    /// <summary>The errors that are of a section, with it.</summary>
    public List<(IniSection Section, ConfigurationProblem Problem)> Refused { get; } = [];

    /// <summary>Which section a process was read from.</summary>
    public Dictionary<ProcessOptions, IniSection> Sections { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>A refusal of an option, or of a whole section where no key is given.</summary>
    public void Refuse(IniSection section, string? key, string text)
    {
        if (key is not null)
            _refused.Add((section, key));
        Add(_errors, section, key, text);
    }

    /// <summary>What is wrong with what a good option names; of one that was refused nothing more is said.</summary>
    public void Error(IniSection section, string key, string text)
    {
        if (!_refused.Contains((section, key)))
            Add(_errors, section, key, text);
    }

    public void Warn(IniSection section, string? key, string text) => Add(_warnings, section, key, text);

    public void Error(IEnumerable<ConfigurationProblem> problems) => _errors.AddRange(problems);

    public void Warn(IEnumerable<ConfigurationProblem> problems) => _warnings.AddRange(problems);

    /// <summary>Many of stock's sentences name the section already.</summary>
    private static bool Names(string text, IniSection section) =>
        text.Contains($"[{section.Name}]", StringComparison.Ordinal)
        || (section.Name.Contains(':') && text.Contains($" {section.Name} ", StringComparison.Ordinal));

    /// <summary>The same section is read for each number and for each group: what was said of it is said once.</summary>
    private void Add(List<ConfigurationProblem> problems, IniSection section, string? key, string text)
    {
        var value = key is null ? null : Document.Value(section, key);
        var subject = Names(text, section) ? "" : value is null ? $"[{section.Name}] " : $"[{section.Name}] {key}: ";
        var problem = new ConfigurationProblem(value?.File ?? section.File, Math.Max(1, value?.Line ?? section.Line), subject + text);
        if (problems.Contains(problem))
            return;
        problems.Add(problem);
        if (problems == _errors)
            Refused.Add((section, problem));
    }
}
