using System.Text;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Checking;

/// <summary>
/// A configuration as it will be: defaults filled in, everything expanded, each process by itself. For reading, not for loading: passwords
/// and the values of environments are <c>***</c>.
/// </summary>
internal static class EffectiveConfiguration
{
    public static string Of(ServerConfiguration configuration)
    {
        var text = new StringBuilder();
        Section(text, "supervisord", SettingTable.Supervisord, configuration.Supervisord);
        foreach (var server in configuration.HttpServers)
        {
            if (server is InetServerOptions inet)
                Section(text, server.Section, SettingTable.InetServer, inet);
            else if (server is UnixServerOptions unix)
                Section(text, server.Section, SettingTable.UnixServer, unix);
        }
        foreach (var group in configuration.Groups)
            Group(text, group);
        return text.ToString();
    }

    private static void Group(StringBuilder text, GroupOptions group)
    {
        var kind = group is ListenerPoolOptions ? "eventlistener" : "group";
        Section(text, $"{kind}:{group.Name}", ChangeTable.Group, group);
        if (group is ListenerPoolOptions pool)
            Lines(text, ChangeTable.ListenerPool, pool);
        foreach (var process in group.Processes)
            Section(text, $"process:{group.Name}:{process.Name}", ChangeTable.Process, process);
    }

    private static void Section<T>(StringBuilder text, string name, IReadOnlyList<OptionRow<T>> rows, T options)
    {
        text.Append(text.Length == 0 ? "" : "\n").Append('[').Append(name).Append("]\n");
        Lines(text, rows, options);
    }

    private static void Lines<T>(StringBuilder text, IReadOnlyList<OptionRow<T>> rows, T options)
    {
        foreach (var row in rows.DistinctBy(r => r.Key))
        {
            if (row.Text(options) is { } value)
                text.Append(row.Key).Append('=').Append(value.ReplaceLineEndings("\n  ")).Append('\n');
        }
    }
}
