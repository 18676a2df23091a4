using System.Text;

namespace Supervisor.Server.Configuration;

/// <summary>The included files that one reading leaves out, and what a configuration without them does to what runs: nothing.</summary>
internal sealed class BrokenFiles
{
    private readonly List<BrokenFile> _files = [];
    private static readonly string[] Kinds = ["program:", "fcgi-program:", "eventlistener:", "group:"];

    private readonly HashSet<string> _sections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _former = new(StringComparer.Ordinal);
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);

    public IReadOnlyList<BrokenFile> Files => _files;

    /// <summary>The refusals that say where in the files the mistakes are.</summary>
    public List<ConfigurationProblem> Problems { get; } = [];

    /// <summary>The sections that the files begin.</summary>
    public IReadOnlySet<string> Sections => _sections;

    /// <summary>Sections of other files that cannot be without them.</summary>
    public IReadOnlySet<string> Dropped => _dropped;

    public bool Has(string path) => _files.Exists(file => file.Path == path);

    public void Add(string path, ConfigurationException refusal)
    {
        Problems.AddRange(refusal.Places.Count > 0 ? refusal.Places : [new(path, 1, refusal.Message)]);
        Add(path, refusal.Message);
    }

    public void Add(string path, string reason)
    {
        if (Has(path))
            return;
        _files.Add(new(path, reason));
        _sections.UnionWith(SectionsOf(path));
    }

    /// <summary>Leaves out a group that needs one of the sections: its other programs are not to become groups of their own.</summary>
    public void AddGroup(string group, IEnumerable<string> programs) =>
        _dropped.UnionWith([group, .. programs.SelectMany(name => new[] { $"program:{name}", $"fcgi-program:{name}" })]);

    /// <summary>Sections that a file had when it was good: in the middle of an edit they may be gone.</summary>
    public void AddFormer(IReadOnlyDictionary<string, HashSet<string>> sections)
    {
        foreach (var file in _files)
            _former.UnionWith(sections.GetValueOrDefault(file.Path) ?? []);
    }

    /// <summary>The names of the groups that may run from what is left out.</summary>
    public IReadOnlyList<string> Groups => [.. _sections.Concat(_former).Concat(_dropped).Where(name => Array.Exists(Kinds, kind => name.StartsWith(kind, StringComparison.Ordinal))).Select(name => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]).Distinct()];

    /// <summary>The configuration in which what runs from a broken file is as it runs.</summary>
    public static ServerConfiguration Keep(ServerConfiguration read, IReadOnlyList<GroupOptions> running)
    {
        if (read.BrokenFiles.Count == 0)
            return read;
        var kept = running.Where(group => read.GroupsOfBrokenFiles.Contains(group.Name)).ToList();
        var names = kept.Select(group => group.Name).ToHashSet();
        return read with { Groups = [.. read.Groups.Where(group => !names.Contains(group.Name)).Concat(kept).OrderBy(g => g.Priority).ThenBy(g => g.Name, StringComparer.Ordinal)] };
    }

    /// <summary>Line by line, whatever else the file holds; it may be what makes it no text.</summary>
    private static IEnumerable<string> SectionsOf(string path)
    {
        try
        {
            return [.. from line in File.ReadAllLines(path, Encoding.Latin1)
                       where line.StartsWith('[')
                       let end = line.LastIndexOf(']')
                       where end > 1
                       select line[1..end]];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
