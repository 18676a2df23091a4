namespace Supervisor.Server.Configuration;

/// <summary>Other names of options, as other programs call them. The sample file, plans and refusals know an option by its first name.</summary>
internal static class OptionSpellings
{
    private static readonly Dictionary<string, string[]> OfKey = new()
    {
        ["restartpause"] = ["restart_delay", "delaybetweenretries"],
        ["exit_on_end"] = ["essential"],
    };

    private static readonly Dictionary<string, string> KeyOf =
        OfKey.SelectMany(key => key.Value.Select(other => (key.Key, Other: other))).ToDictionary(pair => pair.Other, pair => pair.Key);

    /// <summary>The other names of an option; none as a rule.</summary>
    public static IReadOnlyList<string> Of(string key) => OfKey.GetValueOrDefault(key) ?? [];

    /// <summary>The first name of an option that was written by another one, or by this one.</summary>
    public static string FirstName(string key) => KeyOf.GetValueOrDefault(key, key);
}
