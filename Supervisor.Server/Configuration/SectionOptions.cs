using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>One section with the names its values may use: values come out expanded and typed.</summary>
/// <param name="document">The section's document.</param>
/// <param name="section">Whose values are read.</param>
/// <param name="expansion">The names they may use.</param>
/// <param name="inspection">Takes the mistakes while one looks for all of them: what is refused then reads as its default.</param>
internal sealed class SectionOptions(IniDocument document, IniSection section, Expansion expansion, ConfigurationInspection? inspection = null)
{
    public string Name => section.Name;

    public IniSection Section => section;

    public Expansion Expansion => expansion;

    /// <summary>The same section, with other names.</summary>
    public SectionOptions With(Expansion other) => new(document, section, other, inspection);

    /// <summary>The value as written; null where the key is absent.</summary>
    public string? Raw(string key) => document.Value(section, key) is { } value ? value.Written is { } written && IsLiteral(key) ? written : value.Text : null;

    /// <summary>The name by which an option is written here, of those that it has. Written by two of them it is refused.</summary>
    public string Spelling(string key) => Checked(
        key,
        () =>
        {
            string[] names = [.. OptionSpellings.Of(key)];
            var own = names.Where(name => section[name] is not null).ToList();
            return own.Count < 2
                ? own.FirstOrDefault() ?? names.FirstOrDefault(name => Raw(name) is not null, key)
                : throw new ConfigurationException($"{PythonText.Repr(own[0])} and {PythonText.Repr(own[1])} are the same option");
        },
        key);

    /// <summary>The value with its <c>%(…)s</c> replaced; null where the key is absent.</summary>
    public string? Text(string key) => Raw(key) is { } raw ? Checked(key, () => Expanded(key, raw), raw) : null;

    public T Get<T>(string key, Func<string, T> parse, T otherwise) =>
        Raw(key) is { } raw ? Checked(key, () => parse(Expanded(key, raw)), otherwise) : otherwise;

    /// <summary>Of a hundred. A sign at the end needs no doubling, as every other percent sign does.</summary>
    public double GetPercent(string key, double otherwise) => Raw(key)?.Trim() is { } raw
        ? Checked(key, () => OptionParsers.Percent(Expanded(key, raw.EndsWith('%') && !raw.EndsWith("%%", StringComparison.Ordinal) ? raw[..^1] : raw)), otherwise)
        : otherwise;

    public T? GetOrNull<T>(string key, Func<string, T> parse)
        where T : struct => Raw(key) is { } raw ? Checked<T?>(key, () => parse(Expanded(key, raw)), null) : null;

    /// <summary>A reading of an option by other means: a refusal of it is the option's.</summary>
    public T Checked<T>(string key, Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (ConfigurationException refusal) when (inspection is not null)
        {
            inspection.Refuse(section, key, refusal.Message);
            return otherwise;
        }
    }

    /// <summary>A value with its <c>%(…)s</c> replaced, where they are replaced in this section.</summary>
    /// <param name="key">Whose value it is.</param>
    /// <param name="raw">The value.</param>
    /// <param name="place">What a refusal names.</param>
    public string Expand(string key, string raw, string place) => IsLiteral(key) ? raw : expansion.Expand(raw, place);

    private string Expanded(string key, string raw) => Expand(key, raw, $"{section.Name}.{key}");

    /// <summary>Whether % is a character as any other: with <c>interpolate=false</c> in all values of a program but the names of its processes.</summary>
    private bool IsLiteral(string key) =>
        section["interpolate"] is { } interpolate && key != "process_name" && OptionParsers.IsFalse(interpolate.Text);
}
