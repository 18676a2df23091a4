namespace Supervisor.Tests.EndToEnd;

/// <summary>Stock's own end-to-end tests, with our programs in the place of stock's. All that stock passes must pass.</summary>
public class StocksOwnTests
{
    /// <summary>All at once: they wait for their programs most of the time.</summary>
    private static readonly Lazy<Dictionary<Replaced, Task<IReadOnlyDictionary<string, string>>>> Runs = new(() =>
        new[] { Replaced.Nothing, Replaced.Daemon, Replaced.Client, Replaced.Daemon | Replaced.Client }
            .ToDictionary(replaced => replaced, replaced => StocksOwnRun.VerdictsAsync(replaced)));

    [Theory(Timeout = 600_000)]
    [InlineData((int)Replaced.Daemon)]
    [InlineData((int)Replaced.Client)]
    [InlineData((int)(Replaced.Daemon | Replaced.Client))]
    public async Task Every_test_of_stocks_that_stock_passes_passes_with_ours_in_its_place(int place)
    {
        var replaced = (Replaced)place;
        List<string> passed = [.. (await Runs.Value[Replaced.Nothing]).Where(test => test.Value == "ok").Select(test => test.Key)];
        Assert.InRange(passed.Count, 20, 100);
        await AssertPassAsync(replaced, passed, await Runs.Value[replaced]);
    }

    /// <summary>They wait by the clock, and a busy machine may be too slow for them: what failed is tried once more.</summary>
    private static async Task AssertPassAsync(Replaced replaced, IReadOnlyList<string> wanted, IReadOnlyDictionary<string, string> verdicts)
    {
        var missed = wanted.Where(name => verdicts.GetValueOrDefault(name) != "ok").ToList();
        if (missed.Count > 0)
            verdicts = await StocksOwnRun.VerdictsAsync(replaced, missed);
        Assert.Equal([], missed.Where(name => verdicts.GetValueOrDefault(name) != "ok").Select(name => $"{name} with our {replaced}").ToList());
    }
}
