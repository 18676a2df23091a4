using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// The environment of a child whose program has <see cref="EnvironmentSources"/>, from the weakest to the strongest: what it is given of the daemon's; HOME and
/// its like of its user; the SUPERVISOR_* variables and the <c>environment</c> of <c>[supervisord]</c>; the files; its own <c>environment</c>.
/// </summary>
internal static class SourcedEnvironment
{
    private const string SearchPathName = "PATH";

    /// <summary>What a child inherits where it does not inherit everything; for all of it there is <see cref="BaseEnvironment"/>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Inherited(EnvironmentSources sources, IReadOnlyDictionary<string, string> daemon) =>
        sources.Inherited is null ? [] : daemon.Where(variable => sources.Inherits(variable.Key));

    public static IReadOnlyList<KeyValuePair<string, string>> OfLogin(UserEntry user) =>
    [
        new("HOME", user.Home), new("USER", user.Name), new("LOGNAME", user.Name), new("SHELL", user.Shell.Length == 0 ? "/bin/sh" : user.Shell),
    ];

    /// <summary>Each name once.</summary>
    /// <param name="sources">Says what wins over the files.</param>
    /// <param name="inherited">Of the daemon's.</param>
    /// <param name="login">Of its user.</param>
    /// <param name="configured">What <see cref="LaunchPlan.Environment"/> has.</param>
    /// <param name="files">What was read.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        EnvironmentSources sources,
        IEnumerable<KeyValuePair<string, string>> inherited,
        IReadOnlyList<KeyValuePair<string, string>> login,
        IReadOnlyList<KeyValuePair<string, string>> configured,
        IReadOnlyList<EnvironmentVariable> files)
    {
        var variables = new Dictionary<string, string>(inherited, StringComparer.Ordinal);
        foreach (var (name, value) in login.Concat(configured))
            variables[name] = value;
        foreach (var variable in files)
            variables[variable.Name] = variable.Value;
        foreach (var (name, value) in Above(sources, configured))
            variables[name] = value;
        return [.. variables];
    }

    /// <summary>What wins over the files.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Above(EnvironmentSources sources, IReadOnlyList<KeyValuePair<string, string>> configured) =>
        configured.Where(variable => sources.Own.Contains(variable.Key));

    /// <summary>The PATH a command is looked up on: the one the files set, where nothing wins over that, else the one it is without them.</summary>
    public static string? SearchPath(EnvironmentSources sources, IReadOnlyList<EnvironmentVariable> files, string? otherwise) =>
        sources.Own.Contains(SearchPathName) ? otherwise : Last(files) ?? otherwise;

    /// <summary>
    /// Reads the files whose disk may not answer, in the child that waits for it. Returns its orders without them; fails with
    /// <see cref="ConfigurationException"/>.
    /// </summary>
    public static StageOrders Complete(StageOrders orders)
    {
        if (orders.EnvironmentFiles.Count == 0)
            return orders;
        // Whose they are was not asked before, as nothing there is touched by the daemon.
        var files = EnvironmentFiles.Read(orders.EnvironmentFiles, _ => true, []);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var written in orders.Environment.Concat(files.Select(v => $"{v.Name}={v.Value}")).Concat(orders.EnvironmentAbove))
        {
            var equals = written.IndexOf('=', StringComparison.Ordinal);
            variables[written[..equals]] = written[(equals + 1)..];
        }
        var path = orders.EnvironmentAbove.Any(v => v.StartsWith($"{SearchPathName}=", StringComparison.Ordinal)) ? null : Last(files);
        return orders with
        {
            Environment = [.. variables.Select(v => $"{v.Key}={v.Value}")],
            Files = path is null ? orders.Files : [.. CommandResolver.Candidates(orders.Arguments[0], path)],
        };
    }

    private static string? Last(IReadOnlyList<EnvironmentVariable> files) =>
        files.LastOrDefault(variable => variable.Name == SearchPathName) is { Name: not null } variable ? variable.Value : null;
}
