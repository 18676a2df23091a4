using Supervisor.Server.Configuration;

namespace Supervisor.Server.Ctl;

/// <summary>Reads <c>[supervisorctl]</c>. The file's other sections, and the files it includes, are the daemon's affair.</summary>
internal static class CtlConfiguration
{
    private const string SectionName = "supervisorctl";
    private const string PluginPrefix = "ctlplugin:";

    /// <param name="file">As given or found.</param>
    /// <param name="workingDirectory">What relative paths are relative to.</param>
    /// <param name="environment">What <c>%(ENV_x)s</c> may use.</param>
    public static CtlOptions Read(string file, string workingDirectory, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var document = ConfigurationFile.ReadAlone(file, workingDirectory);
        var section = document.Find(SectionName) ?? throw new ConfigurationException(".ini file does not include supervisorctl section");
        var variables = Expansion.Of(environment.Select(v => KeyValuePair.Create($"ENV_{v.Key}", v.Value)));
        var options = new SectionOptions(document, section, variables);
        var located = options.With(variables.With("here", Path.GetDirectoryName(Path.GetFullPath(file, workingDirectory))!));
        return new CtlOptions
        {
            ServerUrl = located.Text("serverurl") is { } url ? Normalise(url, workingDirectory) : null,
            HistoryFile = located.Text("history_file") is { Length: > 0 } history ? AbsolutePath(history, workingDirectory) : null,
            UpdateScope = options.Get("update_scope", Scope, UpdateScope.Changed),
            Prompt = options.Text("prompt"),
            Username = options.Text("username"),
            Password = options.Text("password"),
            Plugins = [.. document.Sections.Select(s => s.Name).Where(n => n.StartsWith(PluginPrefix, StringComparison.Ordinal))],
        };
    }

    private static UpdateScope Scope(string text) => text switch
    {
        "changed" => UpdateScope.Changed,
        "group" => UpdateScope.Group,
        _ => throw new ConfigurationException($"update_scope is changed or group, not '{text}'"),
    };

    /// <summary>A socket's path may be written with <c>~</c> or relative to where one stands.</summary>
    private static string Normalise(string url, string workingDirectory) =>
        url.StartsWith("unix://", StringComparison.Ordinal) ? $"unix://{AbsolutePath(url[7..], workingDirectory)}" : url;

    private static string AbsolutePath(string path, string workingDirectory)
    {
        var full = Path.GetFullPath(OptionParsers.ExpandHome(path), workingDirectory);
        return full.Length > 1 ? full.TrimEnd('/') : full;
    }
}
