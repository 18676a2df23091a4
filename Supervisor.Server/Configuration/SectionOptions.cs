namespace Supervisor.Server.Configuration;

/// <summary>One section with the names its values may use: values come out expanded and typed.</summary>
internal sealed class SectionOptions(IniDocument document, IniSection section, Expansion expansion)
{
    public string Name => section.Name;

    public IniSection Section => section;

    public Expansion Expansion => expansion;

    /// <summary>The same section, with other names.</summary>
    public SectionOptions With(Expansion other) => new(document, section, other);

    /// <summary>The value as written; null where the key is absent.</summary>
    public string? Raw(string key) => document.Value(section, key)?.Text;

    /// <summary>The value with its <c>%(…)s</c> replaced; null where the key is absent.</summary>
    public string? Text(string key) => Raw(key) is { } raw ? expansion.Expand(raw, $"{section.Name}.{key}") : null;

    public T Get<T>(string key, Func<string, T> parse, T otherwise) => Text(key) is { } text ? parse(text) : otherwise;

    public T? GetOrNull<T>(string key, Func<string, T> parse)
        where T : struct => Text(key) is { } text ? parse(text) : null;
}
