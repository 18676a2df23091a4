using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>
/// The names that <c>%(name)s</c> may use at one place, and their expansion. A value is a text or a number; the texts of refusals, and
/// the order of the names in them, are stock's.
/// </summary>
internal sealed class Expansion
{
    private readonly Dictionary<string, object> _values;

    private Expansion(Dictionary<string, object> values) => _values = values;

    public static Expansion Of(IEnumerable<KeyValuePair<string, string>> values) =>
        new(values.ToDictionary(v => v.Key, v => (object)v.Value, StringComparer.Ordinal));

    public Expansion With(string name, string value) => Add(name, value);

    public Expansion With(string name, int value) => Add(name, value);

    /// <summary>Every variable as <c>ENV_NAME</c>.</summary>
    public Expansion WithEnvironment(IEnumerable<EnvironmentVariable> variables)
    {
        var values = new Dictionary<string, object>(_values, StringComparer.Ordinal);
        foreach (var variable in variables)
            values[$"ENV_{variable.Name}"] = variable.Value;
        return new(values);
    }

    /// <param name="text">The value as written.</param>
    /// <param name="place">What a refusal names: <c>section.key</c>, as a rule.</param>
    public string Expand(string text, string place)
    {
        if (!text.Contains('%'))
            return text;
        try
        {
            return PercentFormat.Apply(text, _values);
        }
        catch (KeyNotFoundException missing)
        {
            throw new ConfigurationException(
                $"Format string {PythonText.Repr(text)} for {PythonText.Repr(place)} contains names ({missing.Message}) which cannot be "
                + $"expanded. Available names: {string.Join(", ", _values.Keys.Order(StringComparer.Ordinal))}");
        }
        catch (FormatException bad)
        {
            throw new ConfigurationException($"Format string {PythonText.Repr(text)} for {PythonText.Repr(place)} is badly formatted: {bad.Message}");
        }
    }

    private Expansion Add(string name, object value) => new(new(_values, StringComparer.Ordinal) { [name] = value });
}
