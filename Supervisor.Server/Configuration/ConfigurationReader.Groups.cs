using Supervisor.Rpc.Contract;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Which programs make which groups.</summary>
internal sealed partial class ConfigurationReader
{
    private const string FastCgiPrefix = "fcgi-program:";
    private const string ListenerPrefix = "eventlistener:";

    private List<GroupOptions> Groups(IniDocument document, EquatableList<EnvironmentVariable> environment)
    {
        var groups = new List<GroupOptions>();
        var listed = new HashSet<string>();
        foreach (var section in Sections(document, "group:"))
            AddRead(groups, section, () => Group(document, section, environment, listed));
        foreach (var section in Sections(document, "program:").Where(s => !listed.Contains(s.Name)))
            AddRead(groups, section, () => ProgramGroup(document, section, environment));
        foreach (var section in Sections(document, ListenerPrefix))
            AddRead(groups, section, () => ListenerPool(document, section, environment));
        foreach (var section in Sections(document, FastCgiPrefix).Where(s => !listed.Contains(s.Name)))
            AddRead(groups, section, () => FastCgiGroup(document, section, environment));
        return [.. groups.OrderBy(g => g.Priority).ThenBy(g => g.Name, StringComparer.Ordinal)];
    }

    private static bool IsListener(IniSection section) => section.Name.StartsWith(ListenerPrefix, StringComparison.Ordinal);

    private static IEnumerable<IniSection> Sections(IniDocument document, string prefix) =>
        document.Sections.Where(s => s.Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A refusal names the group, always; stock names the first program where that one was good.</summary>
    private GroupOptions Group(
        IniDocument document, IniSection section, EquatableList<EnvironmentVariable> environment, HashSet<string> listed)
    {
        var options = Options(document, section, Here());
        var name = OptionParsers.Name(NameOf(section));
        var programs = options.Text("programs") is { } text ? OptionParsers.Strings(text) : [];
        var priority = options.Get("priority", OptionParsers.Integer, ProgramDefaults.Priority);
        var ofGroup = DependenciesOfGroup(options, name);
        var processes = new List<ProcessOptions>();
        foreach (var program in programs)
        {
            var found = options.Checked("programs", () => Program(document, section, program), null);
            if (found is null)
                continue;
            listed.Add(found.Name);
            processes.AddRange(found.Name.StartsWith(FastCgiPrefix, StringComparison.Ordinal)
                ? Processes(document, found, name, environment, FastCgiSocket(document, found), ofGroup)
                : Processes(document, found, name, environment, ofGroup: ofGroup));
        }
        return new() { Name = name, Priority = priority, Processes = new(processes) };
    }

    private static IniSection? Program(IniDocument document, IniSection group, string program) =>
        (document.Find($"program:{program}"), document.Find($"{FastCgiPrefix}{program}")) switch
        {
            (null, null) => throw new ConfigurationException($"[{group.Name}] names unknown program or fcgi-program {program}"),
            ({ } plain, null) => plain,
            (null, { } fastCgi) => fastCgi,
            _ => throw new ConfigurationException($"[{group.Name}] name {program} is ambiguous (exists as program and fcgi-program)"),
        };

    private GroupOptions ProgramGroup(IniDocument document, IniSection section, EquatableList<EnvironmentVariable> environment)
    {
        var name = OptionParsers.Name(NameOf(section));
        return new() { Name = name, Priority = Priority(document, section), Processes = new(Processes(document, section, name, environment)) };
    }

    private GroupOptions FastCgiGroup(IniDocument document, IniSection section, EquatableList<EnvironmentVariable> environment)
    {
        var name = OptionParsers.Name(NameOf(section));
        var priority = Priority(document, section);
        var socket = FastCgiSocket(document, section);
        return new() { Name = name, Priority = priority, Processes = new(Processes(document, section, name, environment, socket)) };
    }

    private ListenerPoolOptions ListenerPool(IniDocument document, IniSection section, EquatableList<EnvironmentVariable> environment)
    {
        var options = Options(document, section, Here());
        var name = NameOf(section);
        var priority = options.Get("priority", OptionParsers.Integer, ProgramDefaults.ListenerPoolPriority);
        var bufferSize = options.Get("buffer_size", OptionParsers.Integer, ProgramDefaults.ListenerBufferSize);
        if (bufferSize < 1)
            throw new ConfigurationException($"[{section.Name}] section sets invalid buffer_size ({bufferSize})");
        var handler = ResultHandler.Default;
        if (options.Text("result_handler") is { } named)
        {
            handler = ResultHandlers.Find(named) ?? throw new ConfigurationException(
                $"{named} cannot be resolved within [{section.Name}]: Python result handlers cannot be loaded by this program; the "
                + $"result_handlers it has are {ResultHandlers.Names}");
        }
        var events = options.Text("events") is { } text ? OptionParsers.Strings(text).Select(e => e.ToUpperInvariant()).Distinct().ToList() : [];
        if (events.Count == 0)
            throw new ConfigurationException($"[{section.Name}] section requires an \"events\" line");
        if (events.Find(e => !EventTypeNames.IsKnown(e)) is { } unknown)
            throw new ConfigurationException($"Unknown event type {unknown} in [{section.Name}] events");
        if (options.Get("redirect_stderr", OptionParsers.Boolean, false))
        {
            throw new ConfigurationException(
                $"[{section.Name}] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener "
                + "protocol");
        }
        return new()
        {
            Name = name,
            Priority = priority,
            BufferSize = bufferSize,
            Events = new(events),
            ResultHandler = handler,
            FurtherEvents = options.Get("ext_events", FurtherEvents, null),
            EventDetails = options.Get("event_details", OptionParsers.Boolean, false),
            LengthUnit = options.Get("len_unit", LengthUnit, PayloadLengthUnit.Characters),
            Processes = new(Processes(document, section, name, environment)),
        };
    }

    private static EquatableList<string>? FurtherEvents(string text)
    {
        List<string> events = [.. OptionParsers.ItemsOrNone(text).Select(name => name.ToUpperInvariant()).Distinct()];
        if (events.Find(name => !EventTypeNames.Further.Contains(name)) is { } unknown)
            throw new ConfigurationException($"ext_events: {unknown} is none of {string.Join(", ", EventTypeNames.Further)}{(EventTypeNames.IsKnown(unknown) ? " (write it in events)" : "")}");
        return events.Count == 0 ? null : new(events);
    }

    private int Priority(IniDocument document, IniSection section) =>
        Options(document, section, Here()).Get("priority", OptionParsers.Integer, ProgramDefaults.Priority);

    private static PayloadLengthUnit LengthUnit(string text) => text.ToLowerInvariant() switch
    {
        "characters" => PayloadLengthUnit.Characters,
        "bytes" => PayloadLengthUnit.Bytes,
        _ => throw new ConfigurationException($"invalid 'len_unit' value {PythonText.Repr(text)}: it is characters or bytes"),
    };
}
