using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>
/// One script, every command and every error of the client in it, played four times: stock's client and ours, each with stock's daemon and
/// with ours. What is printed and the exit codes are those of stock with stock.
/// </summary>
public class CtlParityTests
{
    [Fact(Timeout = 8 * 60_000)]
    public async Task Every_command_prints_the_same_and_exits_the_same_whichever_client_asks_whichever_daemon()
    {
        var (stock, ours) = (await Peer.StockAsync(), await Peer.OursAsync());
        var runs = await Task.WhenAll(
            CtlRun.PlayAsync(stock, StockClientAsync),
            CtlRun.PlayAsync(ours, StockClientAsync),
            CtlRun.PlayAsync(ours, OurClientAsync),
            CtlRun.PlayAsync(stock, OurClientAsync));
        Assert.InRange(runs[0].Count, 250, 1000);
        var report = new StringBuilder();
        Compare(report, "stock's client, our daemon", runs[0], runs[1]);
        Compare(report, "our client, our daemon", runs[0], runs[2]);
        Compare(report, "our client, stock's daemon", runs[0], runs[3]);
        Assert.True(report.Length == 0, report.ToString());
    }

    private static async Task<ICtlClient> StockClientAsync() => new StockCtl(await StockClient.StartAsync());

    private static Task<ICtlClient> OurClientAsync() => Task.FromResult<ICtlClient>(new OurCtl());

    private static void Compare(
        StringBuilder report, string combination, IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual)
    {
        foreach (var (step, text) in expected)
        {
            if (CtlDifferences.WithoutOurCommands(combination, actual[step]) != text && !CtlDifferences.IsKnown(combination, step))
                report.Append($"\n== {combination}: {step}\n-- stock with stock:\n{text}\n-- here:\n{actual[step]}\n");
        }
    }
}
