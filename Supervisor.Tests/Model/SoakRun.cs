using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Model;

/// <summary>
/// Owns a daemon and everything that is done to it at once for as long as told. What it has of the kernel at rest is compared before and
/// after, and the logs and events with what happened.
/// </summary>
internal sealed partial class SoakRun : IAsyncDisposable
{
    private const int SigKill = 9;

    /// <summary>More than there are workers.</summary>
    private const int Everybody = 1000;

    /// <summary>Answers of a request about a process that say no by right: its name, its state, or that it did not stay up.</summary>
    private static readonly int[] Refusals = [20, 30, 40, 50, 60, 70];

    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(5);

    /// <summary>Of many short lives, of long ones, of ones that ignore SIGTERM, and of much to write: rotated some hundred times.</summary>
    private static readonly ModelProgram[] Programs =
    [
        new("churn", 6, 150, 1, IgnoresTerm: false, Burst: 40) { AutoStart = true, AutoRestart = "true", LogBytes = 100_000 },
        new("steady", 10, -1, 0, IgnoresTerm: false, Burst: 5) { AutoStart = true, LogBytes = 20_000 },
        new("stubborn", 2, -1, 0, IgnoresTerm: true, Burst: 0) { AutoStart = true },
        new("loud", 2, 1000, 0, IgnoresTerm: false, Burst: 2000) { AutoStart = true, AutoRestart = "true", LogBytes = 500_000 },
        new("quick", 2, 0, 3, IgnoresTerm: false, Burst: 1) { AutoStart = true, AutoRestart = "true", StartSeconds = 1, StartRetries = 100 },
    ];

    private readonly TestDirectory _directory;
    private readonly ConcurrentDictionary<int, bool> _killed = [];
    private readonly ConcurrentDictionary<string, int> _counts = [];
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly List<(double Minutes, double Megabytes)> _memory = [];
    private readonly SemaphoreSlim _life = new(Everybody);
    private readonly RunningSupervisor _supervisor;
    private int _variant;

    private SoakRun(TestDirectory directory, RunningSupervisor supervisor) => (_directory, _supervisor) = (directory, supervisor);

    public static async Task<bool> RunAsync(Peer peer, TimeSpan length)
    {
        using var directory = new TestDirectory();
        using var end = new CancellationTokenSource();
        var text = Text(await ModelRun.ChildProgramAsync(), directory, 0);
        await using var run = new SoakRun(directory, await RunningSupervisor.StartAsync(text, peer, directory));
        return await run.RunAsync(length, end);
    }

    public async ValueTask DisposeAsync()
    {
        _life.Dispose();
        await _supervisor.DisposeAsync();
    }

    private async Task<bool> RunAsync(TimeSpan length, CancellationTokenSource end)
    {
        // A short round first: what is made at the first use is no leak.
        using (var warm = new CancellationTokenSource())
        {
            await Task.WhenAll(WorkAsync(warm.Token), StopAfterAsync(TimeSpan.FromSeconds(20), warm));
        }
        var before = await RestAsync();
        Console.WriteLine($"at rest before: {before}");
        await StartAllAsync();
        _memory.Clear();
        using var process = Process.GetProcessById(_supervisor.Pid);
        var cpu = process.TotalProcessorTime;
        await Task.WhenAll(WorkAsync(end.Token), StopAfterAsync(length, end));
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        var after = await RestAsync(before.Has);
        Console.WriteLine($"at rest after:  {after}");
        var changes = Found(() => EventRecord.Read(_directory.Path, _killed.Keys.ToHashSet()).Changes);
        await _supervisor.SignalAsync("TERM");
        var code = (await _supervisor.Process.CompletedAsync()).ExitCode;
        Expect(code == 0, $"the daemon ended with {code}");
        Expect(_supervisor.DescendantPids.Count == 0, "the daemon left children");
        Found(() =>
        {
            ChildBooks.NoTwoAtOnce(_directory.Path);
            return 0;
        });
        var bytes = ChildBooks.Names(_directory.Path).Sum(name => Found(() => ChildBooks.LogsAreWhole(_directory.Path, name, backupsEnd: true)));
        Expect(after.Has.IsWithin(before.Has), $"kept {after.Has}, had {before.Has}");
        Expect(after.Megabytes < before.Megabytes + 10, "memory at rest grew by more than 10 MB");
        Report(length, cpu, changes, bytes);
        return _failures.IsEmpty;
    }

    private void Report(TimeSpan length, TimeSpan cpu, int changes, long bytes)
    {
        Count("children started", ChildBooks.Starts(_directory.Path));
        Count("changes of state heard of by the listener, each in order", changes);
        Count("lines written", ChildBooks.Names(_directory.Path).Sum(name => File.ReadLines(Path.Combine(_directory.Path, name + ".copy")).Count()));
        Count("bytes of logs kept, each as written", (int)bytes);
        Console.WriteLine("| what | |\n|---|---:|");
        foreach (var (what, count) in _counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {count:N0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| CPU of the daemon, of one core | {cpu / length:P0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| RSS while busy, first and last quarter, median MB | {Quarter(0):0.0}, {Quarter(3):0.0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| RSS slope of the second half | {Slope():0} KB a minute |"));
        Console.WriteLine($"| failures | {_failures.Count} |");
        foreach (var failure in _failures.Distinct().Take(50))
            Console.WriteLine($"FAILED {failure}");
    }

    private double Quarter(int number)
    {
        var part = _memory.Skip(number * _memory.Count / 4).Take(Math.Max(1, _memory.Count / 4)).Select(m => m.Megabytes).Order().ToList();
        return part.Count == 0 ? 0 : part[part.Count / 2];
    }

    /// <summary>Least squares.</summary>
    private double Slope()
    {
        var half = _memory.Skip(_memory.Count / 2).ToList();
        if (half.Count < 3)
            return 0;
        var (x, y) = (half.Average(m => m.Minutes), half.Average(m => m.Megabytes));
        return half.Sum(m => (m.Minutes - x) * (m.Megabytes - y)) / half.Sum(m => (m.Minutes - x) * (m.Minutes - x)) * 1024;
    }

    private static async Task StopAfterAsync(TimeSpan length, CancellationTokenSource end)
    {
        await Task.Delay(length);
        await end.CancelAsync();
    }

    private async Task<(Resources Has, double Megabytes)> RestAsync(Resources? wanted = null)
    {
        foreach (var group in Programs.Select(p => p.Name).Append("variant"))
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    await AskAsync("stopProcessGroup", group, true);
                    var infos = (await AskAsync("getAllProcessInfo")).Array.Cast<RpcStruct>();
                    return infos.Where(i => (string)i["group"]! == group).All(i => (string)i["statename"]! is "STOPPED" or "EXITED" or "FATAL");
                },
                $"{group} is at rest");
        }
        // The daemon collects its garbage once it has rested for a while, and connections that were left are seen to be so.
        await Task.Delay(TimeSpan.FromSeconds(5));
        if (wanted is not null)
        {
            for (var tries = 0; tries < 100 && !Resources.Of(_supervisor.Pid).IsWithin(wanted); tries++)
                await Task.Delay(100);
        }
        return (Resources.Of(_supervisor.Pid), Megabytes());
    }

    private async Task StartAllAsync()
    {
        foreach (var group in Programs.Select(p => p.Name).Append("variant"))
            await AskAsync("startProcessGroup", group, false);
    }

    private double Megabytes()
    {
        var line = File.ReadLines($"/proc/{_supervisor.Pid}/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static string Text(string child, TestDirectory directory, int variant) => $"""
        [supervisord]
        minfds=1024
        [eventlistener:listener]
        command=/usr/bin/python3 {Repository.Root}/Supervisor.Tests/Model/model_listener.py {directory[EventRecord.FileName]}
        events=PROCESS_STATE,PROCESS_GROUP
        priority=-1
        buffer_size=1000000
        stdout_logfile=NONE

        {string.Concat(Programs.Append(Variant(variant)).Select(p => p.Section(child, directory.Path, backups: 5)))}
        """;

    /// <summary>What a reread finds changed each time.</summary>
    private static ModelProgram Variant(int number) =>
        new("variant", 1 + (number % 3), -1, 0, IgnoresTerm: false, Burst: number % 50) { AutoStart = true, LogBytes = 10_000 };

    private void Count(string what, int by = 1) => _counts.AddOrUpdate(what, by, (_, before) => before + by);

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
            _failures.Enqueue(otherwise);
    }

    private T? Found<T>(Func<T> look)
    {
        try
        {
            return look();
        }
        catch (ModelViolation violation)
        {
            _failures.Enqueue(violation.Message);
            return default;
        }
    }
}
