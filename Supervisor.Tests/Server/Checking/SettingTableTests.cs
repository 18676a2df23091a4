using System.Reflection;
using Supervisor.Server.Checking;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Checking;

/// <summary>What is printed as the effective configuration is all of it.</summary>
public class SettingTableTests
{
    [Fact]
    public void Every_setting_of_the_daemon_is_printed() => Assert.Equal(PropertiesOf<SupervisordOptions>(), RowsOf(SettingTable.Supervisord));

    [Fact]
    public void Every_setting_of_a_server_is_printed()
    {
        Assert.Equal(PropertiesOf<InetServerOptions>(), RowsOf(SettingTable.InetServer));
        Assert.Equal(PropertiesOf<UnixServerOptions>(), RowsOf(SettingTable.UnixServer));
    }

    private static IEnumerable<string> RowsOf<T>(IEnumerable<OptionRow<T>> rows) => rows.Select(r => r.Property).Order(StringComparer.Ordinal);

    /// <summary>The section's name is its heading.</summary>
    private static IEnumerable<string> PropertiesOf<T>() => typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(p => p.Name).Except([nameof(HttpServerOptions.Section)]).Order(StringComparer.Ordinal);
}
