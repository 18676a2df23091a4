using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Options that have more than one spelling: the one that the documentation uses, and those that people know from elsewhere.</summary>
internal static class OptionSpellings
{
    /// <summary>By the name that the documentation uses.</summary>
    private static readonly Dictionary<string, string[]> Others = new()
    {
        ["environment_file"] = ["env_file", "envfiles"],
        ["depends_on"] = ["dependson", "dependencies"],
    };

    /// <summary>Every spelling of every option that is not the documentation's.</summary>
    private static readonly Dictionary<string, string> Documented = Others.SelectMany(o => o.Value.Select(other => (other, o.Key))).ToDictionary();

    /// <summary>The name by which the documentation knows a key.</summary>
    public static string NameOf(string key) => Documented.GetValueOrDefault(key, key);

    /// <summary>All spellings of an option, the documentation's first.</summary>
    public static IEnumerable<string> Of(string name) => Others.GetValueOrDefault(name, []).Prepend(name);

    public static bool IsOther(string key) => Documented.ContainsKey(key);

    /// <summary>The spelling that a section uses; the documentation's where it uses none. Fails with <see cref="ConfigurationException"/> where it uses two.</summary>
    public static string Used(SectionOptions options, string name)
    {
        string[] used = [.. Of(name).Where(key => options.Raw(key) is not null)];
        return used.Length < 2
            ? used.FirstOrDefault(name)
            : throw new ConfigurationException($"{PythonText.Repr(used[0])} and {PythonText.Repr(used[1])} are the same option");
    }
}
