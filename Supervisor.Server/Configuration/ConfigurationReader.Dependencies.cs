using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>What waits for what: read with each section, and checked when all of them are known.</summary>
internal sealed partial class ConfigurationReader
{
    private const string DependsOn = "depends_on";

    private List<WrittenDependencies> _writtenDependencies = [];

    /// <summary>Where a list stands.</summary>
    /// <param name="Process">Null where it stands in a group's section.</param>
    private sealed record WrittenDependencies(IniSection Section, string Key, string Group, string? Process, EquatableList<Dependency> On)
    {
        public bool IsOf(ProcessKey process) => Group == process.Group && (Process is null || Process == process.Process);
    }

    /// <summary>Null where nothing of it is set. A listener depends on nobody: it hears of all the others.</summary>
    private DependencyOptions? Dependencies(SectionOptions options, EquatableList<Dependency> ofGroup)
    {
        if (IsListener(options.Section))
            return null;
        var read = new DependencyOptions
        {
            On = new(DependencyList(options).Union(ofGroup)),
            Timeout = Keyed(options, "depends_timeout", OptionParsers.Duration, TimeSpan.Zero),
            OnStop = options.Get("depends_on_stop", DependencyParser.OnStop, DependencyStopAction.Keep),
            StartDelay = Keyed(options, "startdelaysecs", OptionParsers.Duration, TimeSpan.Zero),
        };
        return read == DependencyOptions.None ? null : read;
    }

    private EquatableList<Dependency> DependencyList(SectionOptions options) =>
        Keyed(options, options.Spelling(DependsOn), DependencyParser.List, EquatableList<Dependency>.Empty);

    /// <summary>A group's list is refused with the group's name, as all that is wrong with one.</summary>
    private EquatableList<Dependency> DependenciesOfGroup(SectionOptions options, string group)
    {
        try
        {
            var list = DependencyList(options);
            if (list.Count > 0)
                _writtenDependencies.Add(new(options.Section, options.Spelling(DependsOn), group, null, list));
            return list;
        }
        catch (ConfigurationException refusal) when (_inspection is null)
        {
            throw new ConfigurationException(InSection(refusal.Message, options.Section));
        }
    }

    private void NoteDependencies(SectionOptions options, string group, EquatableList<Dependency> ofGroup, IEnumerable<ProcessOptions> processes)
    {
        foreach (var process in processes.Where(p => p.Dependencies is not null))
            _writtenDependencies.Add(new(options.Section, options.Spelling(DependsOn), group, process.Name, new(process.Dependencies!.On.Except(ofGroup))));
    }

    private void CheckDependencies(IniDocument document, IReadOnlyList<GroupOptions> groups)
    {
        if (_writtenDependencies.Count == 0)
            return;
        var names = new DependencyNames(groups);
        var processes = groups.SelectMany(g => g.Processes.Select(p => (Key: new ProcessKey(g.Name, p.Name), Options: p))).DistinctBy(p => p.Key)
            .ToDictionary(p => p.Key, p => p.Options);
        foreach (var written in _writtenDependencies)
        {
            foreach (var dependency in written.On)
            {
                if (Mistake(document, dependency, [.. names.Find(dependency.Name).Select(key => processes[key])]) is { } text)
                    Refuse(written.Section, written.Key, text);
            }
        }
        CheckCycles(document, groups, names);
    }

    private string? Mistake(IniDocument document, Dependency dependency, IReadOnlyList<ProcessOptions> targets)
    {
        var name = PythonText.Repr(dependency.Name);
        // Of a section that was refused its own mistake is told.
        if (targets.Count == 0)
            return _inspection is not null && IsWritten(document, dependency.Name) ? null : $"no such program or group {name}";
        return dependency.Condition switch
        {
            DependencyCondition.Healthy when targets.Any(p => p.Health?.TellsReadiness() != true) => $"{name} has no readiness check, so it can never be healthy",
            DependencyCondition.Completed when targets.Any(p => p.AutoRestart == RestartPolicy.Always && !p.OneShot) =>
                $"{name} is restarted always, so it never completes",
            _ => null,
        };
    }

    private static bool IsWritten(IniDocument document, string name)
    {
        var first = name.Split(':')[0];
        return document.Sections.Any(section => section.Name.EndsWith($":{first}", StringComparison.Ordinal));
    }

    /// <summary>The way round is told from the process whose section is the first in the file.</summary>
    private void CheckCycles(IniDocument document, IReadOnlyList<GroupOptions> groups, DependencyNames names)
    {
        var places = document.Sections.Select((section, at) => (section.Name, At: at)).ToDictionary(place => place.Name, place => place.At);
        if (new DependencyGraph(groups, Place).ShortestCycle() is not { } cycle)
            return;
        var next = cycle[1 % cycle.Count];
        var written = _writtenDependencies.First(w => w.IsOf(cycle[0]) && w.On.Any(d => names.Find(d.Name).Contains(next)));
        Refuse(written.Section, written.Key, $"cycle {string.Join(" -> ", cycle.Append(cycle[0]))}");

        int Place(ProcessOptions process)
        {
            var program = process.Program ?? process.Name;
            return Math.Min(places.GetValueOrDefault($"program:{program}", int.MaxValue), places.GetValueOrDefault($"{FastCgiPrefix}{program}", int.MaxValue));
        }
    }

    /// <summary>Reads an option whose refusals do not name it.</summary>
    private T Keyed<T>(SectionOptions options, string key, Func<string, T> parse, T otherwise) => options.Get(
        key,
        text =>
        {
            try
            {
                return parse(text);
            }
            catch (ConfigurationException refusal) when (_inspection is null)
            {
                throw new ConfigurationException($"{key}: {refusal.Message}");
            }
        },
        otherwise);

    private void Refuse(IniSection section, string key, string text)
    {
        if (_inspection is null)
            throw new ConfigurationException(InSection($"{key}: {text}", section));
        _inspection.Refuse(section, key, text);
    }
}
