namespace Supervisor.Server.Configuration;

/// <summary>
/// Options that have more than one spelling: the one that the documentation, plans and refusals use, and those that people know from elsewhere.
/// </summary>
internal static class OptionSpellings
{
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["environment_file"] = ["env_file", "envfiles"],
        ["depends_on"] = ["dependson", "dependencies"],
        ["restartpause"] = ["restart_delay", "delaybetweenretries"],
        ["pre_start_hook"] = ["pre_start_command"],
        ["post_stop_hook"] = ["post_stop_command"],
        ["exit_on_end"] = ["essential"],
        ["liveness_check"] = ["liveness_check_script"],
    };

    private static readonly Dictionary<string, string> Documented = Others.SelectMany(o => o.Value.Select(other => (other, o.Key))).ToDictionary();

    /// <summary>The name by which the documentation knows a key.</summary>
    public static string NameOf(string key) => Documented.GetValueOrDefault(key, key);

    public static bool IsOther(string key) => Documented.ContainsKey(key);

    /// <summary>All spellings of an option, the documentation's first.</summary>
    public static IEnumerable<string> Of(string name) => Others.GetValueOrDefault(name, []).Prepend(name);
}
