namespace Supervisor.Tests.Support;

/// <summary>The same test with stock and with ours: what is started, in a directory of its own.</summary>
internal static class BothPeers
{
    public static async Task<(T Stock, T Ours)> RunAsync<T>(Func<Peer, Task<T>> run)
    {
        var stock = run(await Peer.StockAsync());
        var ours = run(await Peer.OursAsync());
        return (await stock, await ours);
    }

    /// <summary>The lines that differ; texts of many lines are not read side by side otherwise.</summary>
    public static string Difference(string stock, string ours)
    {
        var (expected, actual) = (stock.Split('\n'), ours.Split('\n'));
        var onlyStock = string.Join("\n  ", expected.Except(actual));
        var onlyOurs = string.Join("\n  ", actual.Except(expected));
        return $"only stock has\n  {onlyStock}\nonly ours has\n  {onlyOurs}\n{(onlyStock + onlyOurs is "" ? "the order differs:\n" + ours : "")}";
    }
}
