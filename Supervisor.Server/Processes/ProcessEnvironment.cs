using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>
/// The environment of a child: the daemon's own, then the SUPERVISOR_* variables, then what the configuration sets; later ones win,
/// so that a configuration can override SUPERVISOR_* too.
/// </summary>
internal static class ProcessEnvironment
{
    /// <summary>What comes on top of the daemon's own; each name once.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> OwnOf(ProcessOptions options, string groupName, string? serverUrl)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["SUPERVISOR_ENABLED"] = "1" };
        if ((options.ServerUrl ?? serverUrl) is { Length: > 0 } url)
            variables["SUPERVISOR_SERVER_URL"] = url;
        variables["SUPERVISOR_PROCESS_NAME"] = options.Name;
        variables["SUPERVISOR_GROUP_NAME"] = groupName;
        foreach (var variable in options.Environment)
            variables[variable.Name] = variable.Value;
        return [.. variables];
    }

    /// <summary>All of it as <c>KEY=value</c>.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, string> daemon, IReadOnlyList<KeyValuePair<string, string>> own)
    {
        var variables = new Dictionary<string, string>(daemon, StringComparer.Ordinal);
        foreach (var (name, value) in own)
            variables[name] = value;
        return [.. variables.Select(v => $"{v.Key}={v.Value}")];
    }

    /// <summary>The PATH a command is looked up on: the configuration's, else the daemon's, else null.</summary>
    public static string? SearchPath(IReadOnlyDictionary<string, string> daemon, ProcessOptions options)
    {
        foreach (var variable in options.Environment.Reverse())
        {
            if (variable.Name == "PATH")
                return variable.Value;
        }
        return daemon.GetValueOrDefault("PATH");
    }
}
