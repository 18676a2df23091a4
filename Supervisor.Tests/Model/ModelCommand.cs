using System.Globalization;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Model;

/// <summary>What <c>benchmarks/model/model.cs</c> does: one seed after another for as long as told; the first that fails ends it with 1.</summary>
public static class ModelCommand
{
    private const string Usage = "path/to/supervisord  --minutes N  --seed S (the first; the others follow it)  --actions N (of each seed)  --parallel N";

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith('-') || !File.Exists(args[0]))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        var peer = new Peer("ours", Path.GetFullPath(args[0]), [], Peer.CommonEnvironment);
        var minutes = Number("--minutes", 10);
        var seed = (int)Number("--seed", Random.Shared.Next());
        var actions = (int)Number("--actions", 60);
        var began = TimeProvider.System.GetTimestamp();
        var total = new ModelSummary(0, 0, 0, 0);
        var (seeds, failed) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, (int)Number("--parallel", 1)).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref failed) == 0 && TimeProvider.System.GetElapsedTime(began).TotalMinutes < minutes)
            {
                var one = seed + Interlocked.Increment(ref seeds) - 1;
                try
                {
                    var found = await ModelRun.RunAsync(one, actions, peer);
                    lock (peer)
                        total = new(total.Actions + found.Actions, total.Starts + found.Starts, total.Changes + found.Changes, total.LogBytes + found.LogBytes);
                    Console.WriteLine($"seed {one}: {found}");
                }
                catch (ModelViolation violation)
                {
                    Interlocked.Increment(ref failed);
                    Console.WriteLine($"FAILED {violation.Message}");
                }
            }
        })));
        Console.WriteLine($"{seeds} seeds from {seed}: {total}, {failed} failed");
        return failed == 0 ? 0 : 1;

        double Number(string option, double otherwise) =>
            Array.IndexOf(args, option) is >= 0 and var at ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
