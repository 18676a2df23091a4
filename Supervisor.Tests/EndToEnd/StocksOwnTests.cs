namespace Supervisor.Tests.EndToEnd;

/// <summary>Stock's own end-to-end tests, with our programs in the place of stock's. All that stock passes must pass.</summary>
public class StocksOwnTests
{
    [Fact]
    public async Task Every_test_of_stocks_that_stock_passes_passes_with_our_daemon_and_our_client()
    {
        var expected = StocksOwnRun.VerdictsAsync(Replaced.Nothing);
        var daemon = StocksOwnRun.VerdictsAsync(Replaced.Daemon);
        await Task.WhenAll(expected, daemon);
        List<string> passed = [.. (await expected).Where(test => test.Value == "ok").Select(test => test.Key)];
        Assert.InRange(passed.Count, 20, 100);
        await AssertPassAsync(Replaced.Daemon, passed, await daemon);
        await AssertPassAsync(Replaced.Client, passed, await StocksOwnRun.VerdictsAsync(Replaced.Client, passed));
        await AssertPassAsync(Replaced.Daemon | Replaced.Client, passed, await StocksOwnRun.VerdictsAsync(Replaced.Daemon | Replaced.Client, passed));
    }

    /// <summary>They wait by the clock, and a busy machine may be too slow for them: what failed gets the machine to itself once.</summary>
    private static async Task AssertPassAsync(Replaced replaced, IReadOnlyList<string> wanted, IReadOnlyDictionary<string, string> verdicts)
    {
        var missed = wanted.Where(name => verdicts.GetValueOrDefault(name) != "ok").ToList();
        if (missed.Count > 0)
            verdicts = await StocksOwnRun.VerdictsAsync(replaced, missed);
        Assert.Equal([], missed.Where(name => verdicts.GetValueOrDefault(name) != "ok").Select(name => $"{name} with our {replaced}").ToList());
    }
}
