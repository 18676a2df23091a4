using System.Globalization;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What <c>benchmarks/upgrade/upgrade.cs</c> does.</summary>
public static class UpgradeCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0 || !File.Exists(args[0]))
        {
            Console.Error.WriteLine("path/to/supervisord  --upgrades N");
            return 2;
        }
        // The tests' own word for the program to be tried; read when the first of them is touched.
        Environment.SetEnvironmentVariable("SUPERVISORD", Path.GetFullPath(args[0]));
        var at = Array.IndexOf(args, "--upgrades");
        var figures = (await UpgradeRun.RunAsync(at < 0 ? 50 : int.Parse(args[at + 1], CultureInfo.InvariantCulture)))!;
        var gaps = figures.GapMilliseconds.Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            upgrades: {gaps.Count}
            gap: p50 {Percentile(gaps, 0.5):0.0} ms, p99 {Percentile(gaps, 0.99):0.0} ms, max {gaps[^1]:0.0} ms
            requests: {figures.Requests}, failed: {figures.Failures.Count}
            lines: {figures.Lines}, lost: {figures.LinesLost}
            events: {figures.Events}, lost: {figures.EventsLost}
            deaths: {figures.Deaths}, lost: {figures.DeathsLost}
            """));
        foreach (var failure in figures.Failures.Take(10))
            Console.Error.WriteLine(failure);
        return figures is { Failures.Count: 0, LinesLost: 0, EventsLost: 0, DeathsLost: 0 } ? 0 : 1;
    }

    private static double Percentile(List<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
}
