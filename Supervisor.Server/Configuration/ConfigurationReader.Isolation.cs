using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// <c>[supervisord] isolate_includes</c>: an included file with a mistake is left out whole, and the rest is read as if it were not there. The main file, the
/// daemon's own section and its servers are never left out.
/// </summary>
internal sealed partial class ConfigurationReader
{
    private static readonly string[] NeverLeftOut = ["supervisord", "unix_http_server", "inet_http_server", "rpcinterface:", "include"];

    /// <summary>Which sections a file has ever had: what runs may be from an earlier reading.</summary>
    private readonly Dictionary<string, HashSet<string>> _sectionsOf = [];

    private void Remember(IniDocument document, BrokenFiles broken)
    {
        if (!document.IsolatesIncludes || _inspection is not null)
            return;
        broken.AddFormer(_sectionsOf);
        foreach (var (section, file) in document.Sections.Select(s => (s, s.File)).Concat(document.Repeated.Select(again => (again.Section, again.File))))
        {
            if (!_sectionsOf.TryGetValue(file, out var names))
                _sectionsOf.Add(file, names = []);
            names.Add(section.Name);
        }
    }

    private static bool Isolates(IniDocument document, Expansion expansion) =>
        document.Find("supervisord")?["isolate_includes"] is { } value && OptionParsers.Boolean(expansion.Expand(value.Text, "supervisord.isolate_includes"));

    /// <summary>What can be read without the files that have mistakes; null where leaving files out does not help.</summary>
    /// <param name="document">What was read of the files.</param>
    /// <param name="broken">The files whose syntax is broken already.</param>
    /// <param name="environment">What was known before the reading that was refused.</param>
    private ServerConfiguration? ReadWithout(IniDocument document, BrokenFiles broken, Expansion environment)
    {
        _environment = environment;
        try
        {
            for (var first = document; MistakesIn(first, broken) is { } mistakes; first = Reread(broken))
            {
                if (mistakes.Count == 0)
                {
                    _environment = environment;
                    _messages = [];
                    return Configuration(Reread(broken), broken);
                }
                if (!mistakes.All(mistake => LeaveOut(mistake, broken)))
                    return null;
            }
        }
        catch (ConfigurationException)
        {
            // Then the mistake that was found first is told.
        }
        return null;
    }

    private IniDocument Reread(BrokenFiles broken)
    {
        var document = new IniDocument();
        ReadFiles(document, broken);
        return document;
    }

    /// <summary>All mistakes of the sections; null where one is of none.</summary>
    private List<(IniSection Section, ConfigurationProblem Problem)>? MistakesIn(IniDocument document, BrokenFiles broken)
    {
        var environment = _environment;
        var inspection = _inspection = new ConfigurationInspection(_file);
        try
        {
            Configuration(document, broken);
            return inspection.Errors.Count == inspection.Refused.Count ? inspection.Refused : null;
        }
        finally
        {
            (_environment, _inspection) = (environment, null);
        }
    }

    /// <summary>False where the mistake stands in what is never left out.</summary>
    private bool LeaveOut((IniSection Section, ConfigurationProblem Problem) mistake, BrokenFiles broken)
    {
        var (section, problem) = mistake;
        if (Array.Exists(NeverLeftOut, kind => section.Name.StartsWith(kind, StringComparison.Ordinal)))
            return false;
        if (problem.File != _file)
        {
            broken.Add(problem.File, $"line {problem.Line}: {problem.Text}");
            return true;
        }
        var programs = section.Name.StartsWith("group:", StringComparison.Ordinal) && section["programs"] is { } text ? OptionParsers.Strings(text.Text) : [];
        if (broken.Files.Count == 0 || broken.Dropped.Contains(section.Name) || !programs.Any(NeedsOneOf(broken)))
            return false;
        broken.AddGroup(section.Name, programs);
        return true;
    }

    private static Func<string, bool> NeedsOneOf(BrokenFiles broken) =>
        name => broken.Sections.Contains($"program:{name}") || broken.Sections.Contains($"{FastCgiPrefix}{name}");

    private static IEnumerable<ConfigurationMessage> Messages(BrokenFiles broken) => broken.Files.Select(file => new ConfigurationMessage(
        LogLevel.Critical,
        $"included file {PythonText.Repr(file.Path)} is left out, and what runs from it stays as it is: {file.Reason.ReplaceLineEndings(" ")}"));
}
