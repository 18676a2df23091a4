using System.Text;
using Xunit.Abstractions;

namespace Supervisor.Tests.Fuzzing;

/// <summary>
/// The short form of <c>benchmarks/fuzz</c>: everything in the corpus, and some thousand inputs more, of every target. What differs from
/// stock without a rule that allows it is a failure, like a property that does not hold.
/// </summary>
public class FuzzingTests(ITestOutputHelper output)
{
    private const int Inputs = 3000;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    /// <summary>Another seed every day, so that a year of runs tries more than one.</summary>
    internal static int Seed => int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var seed) ? seed : DateTime.UtcNow.DayOfYear;

    /// <summary>By what is allocated, which no load on the machine changes.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void Cost_is_linear(string name)
    {
        output.WriteLine($"seed {Seed}");
        Assert.Null(Growth.Quadratic(FuzzTargets.Of(name), Seed));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Nothing_is_found(string name)
    {
        output.WriteLine($"seed {Seed}");
        using var stock = await StockOracle.StartAsync();
        var run = new FuzzRun(FuzzTargets.Of(name), Seed, stock);
        await run.RunAsync(Inputs);
        Assert.True(run.Inputs >= Inputs || run.Findings.Count > 0);
        Assert.True(run.Findings.Count == 0, Report(run, Seed));
    }

    internal static string Report(FuzzRun run, int seed) => $"seed {seed}\n" + string.Join(
        '\n', run.Findings.Select(f => $"{Wording.Quoted(Encoding.UTF8.GetString(f.Input))} (base64 {Convert.ToBase64String(f.Input)}): {f.What}"));
}
