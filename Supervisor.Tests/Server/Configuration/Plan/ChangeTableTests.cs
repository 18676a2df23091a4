using System.Reflection;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Nobody adds an option without saying what its change does to a process that runs.</summary>
public class ChangeTableTests
{
    [Fact]
    public void Every_property_of_a_process_stands_in_the_table() =>
        Assert.Equal(PropertiesOf<ProcessOptions>(), Sorted(RowsOf(ChangeTable.Process).Except(PartsOfProcess).Concat(ChangeTable.OfProcessWithoutRow)));

    [Fact]
    public void Every_property_of_a_channel_stands_in_the_table() => Assert.Equal(PropertiesOf<ChannelOptions>(), Sorted(RowsOf(ChangeTable.Channel)));

    [Fact]
    public void Every_property_of_restarts_stands_in_the_table() => Assert.Equal(PropertiesOf<RestartOptions>(), Sorted(RowsOf(ChangeTable.Restarting)));

    [Fact]
    public void Every_property_of_a_schedule_stands_in_the_table() => Assert.Equal(PropertiesOf<ScheduleOptions>(), Sorted(RowsOf(ChangeTable.Schedule)));

    [Fact]
    public void Every_property_of_hooks_stands_in_the_table() => Assert.Equal(PropertiesOf<HookOptions>(), Sorted(RowsOf(ChangeTable.Hooks)));

    [Fact]
    public void Every_property_of_health_stands_in_the_table()
    {
        Assert.Equal(PropertiesOf<ProbeOptions>(), Sorted(RowsOf(ChangeTable.Probe)));
        Assert.Equal(PropertiesOf<HealthOptions>().Except([nameof(HealthOptions.Readiness), nameof(HealthOptions.Liveness)]), Sorted(RowsOf(ChangeTable.Health).Except(RowsOf(ChangeTable.Probe))));
    }

    [Fact]
    public void Every_property_of_trees_stands_in_the_table() => Assert.Equal(PropertiesOf<TreeOptions>(), Sorted(RowsOf(ChangeTable.Tree)));

    [Fact]
    public void Every_property_of_groups_to_run_as_stands_in_the_table() => Assert.Equal(PropertiesOf<RunGroups>(), Sorted(RowsOf(ChangeTable.Groups)));

    [Fact]
    public void Every_property_of_a_FastCGI_socket_stands_in_the_table() =>
        Assert.Equal(PropertiesOf<FastCgiSocketOptions>(), Sorted(RowsOf(ChangeTable.Socket)));

    [Fact]
    public void Every_property_of_what_a_process_waits_for_stands_in_the_table() =>
        Assert.Equal(PropertiesOf<DependencyOptions>(), Sorted(RowsOf(ChangeTable.Dependencies)));

    [Fact]
    public void Every_property_of_the_sources_of_an_environment_stands_in_the_table() =>
        Assert.Equal(PropertiesOf<EnvironmentSources>(), Sorted(RowsOf(ChangeTable.Sources)));

    [Fact]
    public void Every_property_of_a_group_stands_in_the_table() =>
        Assert.Equal(PropertiesOf<GroupOptions>(), Sorted(RowsOf(ChangeTable.Group).Concat(ChangeTable.OfGroupWithoutRow)));

    [Fact]
    public void Every_property_of_a_listener_pool_stands_in_the_table() =>
        Assert.Equal(PropertiesOf<ListenerPoolOptions>(), Sorted(RowsOf(ChangeTable.ListenerPool)));

    [Fact]
    public void The_keys_of_the_table_are_options_that_can_be_written()
    {
        var known = new[] { "program:x", "fcgi-program:x", "eventlistener:x" }.SelectMany(section => KnownOptions.Of(section)!).ToHashSet();
        var keys = ChangeTable.Process.Select(r => r.Key).Concat(ChangeTable.ListenerPool.Select(r => r.Key)).Concat(ChangeTable.Group.Select(r => r.Key));
        Assert.Empty(keys.Except(known));
    }

    private static IEnumerable<string> PartsOfProcess =>
        RowsOf(ChangeTable.Channel).Concat(RowsOf(ChangeTable.Socket)).Concat(RowsOf(ChangeTable.Dependencies)).Concat(RowsOf(ChangeTable.Sources)).Concat(RowsOf(ChangeTable.Restarting)).Concat(RowsOf(ChangeTable.Hooks))
            .Concat(RowsOf(ChangeTable.Tree)).Concat(RowsOf(ChangeTable.Groups)).Concat(RowsOf(ChangeTable.Health)).Concat(RowsOf(ChangeTable.Schedule));

    private static IEnumerable<string> RowsOf<T>(IEnumerable<OptionRow<T>> rows) => rows.Select(r => r.Property).Distinct();

    private static IEnumerable<string> PropertiesOf<T>() => Sorted(
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(p => p.Name));

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
