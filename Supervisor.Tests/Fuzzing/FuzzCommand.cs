using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Fuzzing.Targets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Fuzzing;

/// <summary>What <c>benchmarks/fuzz/fuzz.cs</c> does: the long form of the runs that the tests make, with its figures.</summary>
public static class FuzzCommand
{
    private const string Usage = "--target NAME|all  --inputs N  --seed S  --no-stock  --keep (new kinds of outcome into the corpus)";

    /// <summary>Each is a connection of its own.</summary>
    private const long MostRequests = 50_000;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine($"{Usage}\ntargets: {string.Join(' ', FuzzTargets.All.Select(t => t.Name))} http");
            return 0;
        }
        var named = Value(args, "--target", "all");
        var inputs = long.Parse(Value(args, "--inputs", "1000000"), CultureInfo.InvariantCulture);
        var seed = int.Parse(Value(args, "--seed", Random.Shared.Next().ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        using var stock = args.Contains("--no-stock") ? null : await StockOracle.StartAsync();
        var found = 0;
        foreach (var target in FuzzTargets.All.Where(t => named == "all" || named.Split(',').Contains(t.Name)))
            found += await RunAsync(target, inputs, seed, stock, args.Contains("--keep"));
        if (named is "all" || named.Split(',').Contains("http"))
            found += await RunHttpAsync(Math.Min(inputs, MostRequests), seed, args.Contains("--keep"));
        return found == 0 ? 0 : 1;
    }

    /// <summary>On a daemon of its own, which is the one built beside this program or the one that SUPERVISORD names.</summary>
    private static async Task<int> RunHttpAsync(long inputs, int seed, bool keeps)
    {
        await using var daemon = await RunningSupervisor.StartAsync("[program:steady]\ncommand=cat\nstartsecs=0\n");
        int Descriptors() => Directory.EnumerateFileSystemEntries($"/proc/{daemon.Pid}/fd").Count();
        var before = Descriptors();
        var target = new HttpEdgeTarget(new UnixDomainSocketEndPoint(daemon.SocketPath));
        var found = await RunAsync(target, inputs, seed, stock: null, keeps);
        target.ExpectGoodAnswer();
        await Eventually.GetAsync(() => Task.FromResult(Descriptors()), count => count <= before + 8, $"the descriptors are {before} again");
        foreach (var line in daemon.MainLog.Split('\n').Where(IsTrouble).Take(20))
            Console.WriteLine($"  in the main log: {line}");
        return found;
    }

    /// <summary>A line that no refused call explains.</summary>
    private static bool IsTrouble(string line) =>
        (line.Contains(" ERRO ", StringComparison.Ordinal) || line.Contains(" CRIT ", StringComparison.Ordinal))
        && !line.Contains("XML-RPC request data", StringComparison.Ordinal);

    private static async Task<int> RunAsync(FuzzTarget target, long inputs, int seed, StockOracle? stock, bool keeps)
    {
        Console.WriteLine($"{target.Name}: seed {seed}");
        var run = new FuzzRun(target, seed, stock);
        var watch = Stopwatch.StartNew();
        await run.RunAsync(inputs);
        Console.WriteLine(
            $"{target.Name}: {run.Inputs} inputs in {watch.Elapsed.TotalSeconds:0} s ({run.Inputs / watch.Elapsed.TotalSeconds:0}/s), {run.Refused} refused, "
            + $"{run.Kinds.Count} new kinds of outcome, {run.Findings.Count} findings");
        if (target.Call([]) is not null)
            Console.WriteLine($"  {Growth.Slowest(target, seed)}");
        foreach (var (rule, count) in run.AllowedDifferences)
            Console.WriteLine($"  {count} times otherwise than stock: {rule}, as {run.Examples[rule][..Math.Min(300, run.Examples[rule].Length)]}");
        foreach (var finding in run.Findings)
            Console.WriteLine($"  FOUND {Wording.Quoted(Encoding.UTF8.GetString(finding.Input))} (base64 {Convert.ToBase64String(finding.Input)})\n    {finding.What}");
        if (keeps)
        {
            foreach (var (shape, input) in Spread(run.Kinds))
                Corpus.Keep(target.Name, $"kind-{(uint)shape.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)):x8}", input);
        }
        return run.Findings.Count;
    }

    /// <summary>A handful of small inputs whose outcomes are of many kinds.</summary>
    private static IEnumerable<KeyValuePair<string, byte[]>> Spread(IReadOnlyDictionary<string, byte[]> kinds)
    {
        const int Count = 24, MaxBytes = 300;
        var small = kinds.Where(kind => kind.Value.Length is > 0 and < MaxBytes).OrderBy(kind => kind.Key.Length).ToList();
        return small.Where((_, at) => at % Math.Max(1, small.Count / Count) == 0).Take(Count);
    }

    private static string Value(string[] args, string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }
}
