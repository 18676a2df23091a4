namespace Supervisor.Server.Configuration;

/// <summary><c>[program-default]</c>: what a program says where its own section does not.</summary>
internal sealed partial class ConfigurationReader
{
    private const string DefaultsName = "program-default";

    private static readonly string[] KindsOfPrograms = ["program:", FastCgiPrefix, ListenerPrefix];

    /// <summary>An event listener's stdout is its protocol, and nothing may be mixed into it.</summary>
    private static readonly string[] NotForListeners = ["redirect_stderr", "stdout_prefix", "stderr_prefix"];

    /// <summary>Whole values, in the place of keys that a section does not have; another spelling of a key is that key.</summary>
    private static void TakeDefaults(IniDocument document)
    {
        if (document.Find(DefaultsName) is not { } defaults)
            return;
        foreach (var section in document.Sections.Where(IsProgram))
        {
            var isListener = IsListener(section);
            var own = section.Keys.Select(OptionSpellings.NameOf).ToHashSet();
            foreach (var key in defaults.Keys.Where(key => !own.Contains(OptionSpellings.NameOf(key)) && !(isListener && NotForListeners.Contains(key))))
                section.Inherit(key, defaults[key]!);
        }
    }

    private static bool IsProgram(IniSection section) => Array.Exists(KindsOfPrograms, kind => section.Name.StartsWith(kind, StringComparison.Ordinal));
}
