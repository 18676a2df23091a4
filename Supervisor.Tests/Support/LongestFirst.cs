using Supervisor.Tests.Browser;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Supervisor.Tests.Support.LongestFirst", "Supervisor.Tests")]

namespace Supervisor.Tests.Support;

/// <summary>Starts the classes that wait longest before all others: the run is as long as the last of them.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        OneBrowser.Name,
        "CtlParityTests",
        "SpawningSideBySideTests",
        "SideBySide.SideBySideTests",
        "HostileSurroundingsTests",
        "StocksOwnTests",
        "Page.PageTests",
        "Events.ListenerProtocolTests",
        "StartStopCommandTests",
        "ConfigurationCommandTests",
        "CommandLineFlagTests",
        "CtlTerminalTests",
        "LogCommandTests",
        "DaemonCommandTests",
        "DemoConfigurationTests",
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(Rank).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static int Rank(ITestCollection collection)
    {
        var rank = Array.FindIndex(Long, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
