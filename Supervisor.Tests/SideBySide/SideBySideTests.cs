using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide;

/// <summary>Stock and ours, the same configuration, the same calls, at the same time: the answers must be equal.</summary>
public class SideBySideTests
{
    [Fact]
    public async Task Every_answer_is_stocks_but_for_the_differences_in_the_table()
    {
        var differences = Peer.OursIsStock ? [] : Differences.All;
        var stock = ScriptRun.PlayAsync(await Peer.StockAsync());
        var ours = ScriptRun.PlayAsync(await Peer.OursAsync());
        await Task.WhenAll(stock, ours);
        Transcript.Write("stock", await stock);
        Transcript.Write("ours", await ours);
        Assert.InRange((await stock).Count, 150, 1000);
        var report = Comparison.Report(await stock, await ours, differences);
        Assert.True(report.Length == 0, report);
    }
}
