using System.Diagnostics;
using System.Globalization;

namespace Supervisor.Tests.Fuzzing;

/// <summary>
/// Whether the cost of a target is linear: a piece of its grammar, or two in turn, repeated many times and four times as often. What is
/// allocated is counted and may be judged; time is measured, for people.
/// </summary>
internal static class Growth
{
    private const int Times = 4000;

    /// <summary>What four times as much may cost: twice what is linear.</summary>
    private const int MostTimes = 8;

    private const long AllocatedAnyway = 512 * 1024;

    /// <summary>Null where everything is linear.</summary>
    public static string? Quadratic(FuzzTarget target, int seed)
    {
        foreach (var (name, few, many) in Pairs(target, seed))
        {
            var (little, much) = (Allocated(target, few), Allocated(target, many));
            if (much > (MostTimes * little) + AllocatedAnyway)
                return $"{name}: {little} bytes are allocated for {few.Length}, {much} for {many.Length}";
        }
        return null;
    }

    /// <summary>The piece whose time grows most, of those that take long enough to be measured.</summary>
    public static string Slowest(FuzzTarget target, int seed)
    {
        const double Measurable = 0.5;
        var worst = (Factor: 0.0, Line: "nothing takes half a millisecond");
        foreach (var (name, few, many) in Pairs(target, seed))
        {
            var much = Milliseconds(target, many);
            var factor = much < Measurable ? 0 : much / Math.Max(0.01, Milliseconds(target, few));
            if (factor > worst.Factor)
                worst = (factor, string.Create(CultureInfo.InvariantCulture, $"four times the input takes {factor:0.0} times as long at most: {name}, {much:0.0} ms for {many.Length} bytes"));
        }
        return worst.Line;
    }

    private static IEnumerable<(string Name, byte[] Few, byte[] Many)> Pairs(FuzzTarget target, int seed)
    {
        var random = new Random(seed);
        foreach (var word in target.Words)
        {
            byte[] piece = random.Next(3) == 0 ? word : [.. word, .. target.Words[random.Next(target.Words.Count)]];
            var start = target.Generate(random);
            byte[] Repeated(int times) => target.Normalise([.. start, .. Enumerable.Repeat(piece, times).SelectMany(p => p)]);
            yield return (Wording.Quoted(System.Text.Encoding.UTF8.GetString(piece)), Repeated(Times), Repeated(4 * Times));
        }
    }

    private static long Allocated(FuzzTarget target, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        target.Call(input)!();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Milliseconds(FuzzTarget target, byte[] input)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            target.Call(input)!();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }
        return best;
    }
}
