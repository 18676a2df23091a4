#:project ../Supervisor.Rpc/Supervisor.Rpc.csproj
#:property PublishAot=false
#:property WithSharedBenchmarkFiles=true

// What the same thing costs with 10, 100, 1,000 and 2,000 children, and what 10,000 configured programs cost that never run.
//
//     dotnet publish Supervisor.Server -c Release -r linux-x64 -o artifacts/publish
//     dotnet run benchmarks/scale.cs -- artifacts/publish/supervisord [children …]
//
// Every value is the smallest of three daemons', since what else the machine does only adds to it; sockets lie on a RAM disk. Single requests
// are medians.

using System.Diagnostics;
using System.Globalization;

var ours = Path.GetFullPath(args.Length > 0 ? args[0] : "artifacts/publish/supervisord");
if (!File.Exists(ours))
{
    Console.Error.WriteLine($"There is no program at {ours}: publish it first, or name one.");
    return 2;
}
var target = new Target("ours", ours, [], "");
int[] sizes = args.Length > 1 ? [.. args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [10, 100, 1000, 2000];
var columns = sizes.Select(_ => new List<Growth>()).ToList();
for (var round = 0; round < 3; round++)
{
    for (var i = 0; i < sizes.Length; i++)
    {
        Console.Error.WriteLine($"{sizes[i]} children");
        columns[i].Add(await Growth.MeasureAsync(target, sizes[i]));
    }
}
Console.WriteLine($"| what | unit |{string.Concat(sizes.Select(n => string.Create(CultureInfo.InvariantCulture, $" {n:N0} |")))}");
Console.WriteLine($"|---|---|{string.Concat(sizes.Select(_ => "---:|"))}");
foreach (var (what, unit, value) in Growth.Rows)
    Console.WriteLine($"| {what} | {unit} |{string.Concat(columns.Select(c => string.Create(CultureInfo.InvariantCulture, $" {Rounded(c.Min(value))} |")))}");
Console.WriteLine();
Console.Error.WriteLine("10,000 configured programs");
await Configured.PrintAsync(target, 10_000);
return 0;

static string Rounded(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

/// <summary>One column: a daemon with that many children, and one more program that is asked for singly.</summary>
internal sealed record Growth(
    int Children, double Start, double AllInfo, double OneInfo, double StopOne, double StartOne, double RestartOne, double StopAll, double StartAll, double Shutdown,
    double Resident)
{
    private const int Singles = 15;

    public static readonly (string What, string Unit, Func<Growth, double> Value)[] Rows =
    [
        ("from the daemon's start until all are RUNNING", "ms", g => g.Start),
        ("the same, a child", "ms", g => g.Start / g.Children),
        ("getAllProcessInfo", "ms", g => g.AllInfo),
        ("the same, a child", "us", g => g.AllInfo / g.Children * 1000),
        ("getProcessInfo of one", "ms", g => g.OneInfo),
        ("stopProcess of one", "ms", g => g.StopOne),
        ("startProcess of one", "ms", g => g.StartOne),
        ("kill -9 of one until its new child", "ms", g => g.RestartOne),
        ("stopProcessGroup of all", "ms", g => g.StopAll),
        ("the same, a child", "ms", g => g.StopAll / g.Children),
        ("startProcessGroup of all", "ms", g => g.StartAll),
        ("the same, a child", "ms", g => g.StartAll / g.Children),
        ("SIGTERM until the daemon is gone", "ms", g => g.Shutdown),
        ("the same, a child", "ms", g => g.Shutdown / g.Children),
        ("RSS at rest", "MB", g => g.Resident),
    ];

    public static async Task<Growth> MeasureAsync(Target target, int children)
    {
        var began = Stopwatch.GetTimestamp();
        await using var daemon = await Daemon.StartAsync(target, Configuration(children));
        using var client = await daemon.ConnectAsync();
        while (await RunningAsync(client) <= children)
            await Task.Delay(2);
        var start = Since(began);
        await RestAsync();
        var resident = daemon.ResidentMegabytes;
        var oneInfo = await MedianAsync(50, () => client.AskAsync("supervisor.getProcessInfo", "x"));
        var allInfo = await MedianAsync(9, () => client.AskAsync("supervisor.getAllProcessInfo"));
        var (stops, starts) = (new List<double>(), new List<double>());
        for (var i = 0; i < Singles; i++)
        {
            stops.Add(await TimeAsync(() => client.AskAsync("supervisor.stopProcess", "x")));
            starts.Add(await TimeAsync(() => client.AskAsync("supervisor.startProcess", "x")));
        }
        var restarts = new List<double>();
        for (var i = 0; i < Singles; i++)
            restarts.Add(await RestartAsync(client));
        var stopAll = await TimeAsync(() => client.AskAsync("supervisor.stopProcessGroup", "p"));
        var startAll = await TimeAsync(() => client.AskAsync("supervisor.startProcessGroup", "p"));
        var shutdown = await daemon.TerminateAsync();
        return new(children, start, allInfo, oneInfo, Median(stops), Median(starts), Median(restarts), stopAll, startAll, shutdown, resident);
    }

    public static double Since(long began) => Stopwatch.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>Until the daemon has collected what its start left: it does that once it has been at rest for a while.</summary>
    public static Task RestAsync() => Task.Delay(TimeSpan.FromSeconds(3));

    private static string Configuration(int children) => $"""
        [supervisord]
        minfds=20000
        [program:p]
        command=/bin/sleep 100000
        numprocs={children}
        process_name=%(program_name)s%(process_num)d
        startsecs=0
        stdout_logfile=NONE
        stderr_logfile=NONE
        [program:x]
        command=/bin/sleep 100000
        startsecs=0
        stdout_logfile=NONE
        stderr_logfile=NONE
        """;

    private static async Task<int> RunningAsync(Client client) => (await client.AskAsync("supervisor.getAllProcessInfo")).Span.Count("RUNNING"u8);

    private static async Task<double> RestartAsync(Client client)
    {
        var before = await PidAsync(client);
        using var child = Process.GetProcessById(before);
        var began = Stopwatch.GetTimestamp();
        child.Kill();
        while (await PidAsync(client) is var now && (now == before || now == 0))
        {
            // Asked again at once: a pause would be longer than what is measured.
        }
        return Since(began);
    }

    private static async Task<int> PidAsync(Client client) => Number(await client.CallAsync("supervisor.getProcessInfo", "x"));

    private static int Number(Supervisor.Rpc.XmlRpc.XmlRpcValue info) =>
        ((Supervisor.Rpc.XmlRpc.XmlRpcValue.Int)((Supervisor.Rpc.XmlRpc.XmlRpcValue.Struct)info)["pid"]!).Value;

    private static async Task<double> MedianAsync(int times, Func<Task> what)
    {
        var values = new List<double>();
        for (var i = 0; i < times; i++)
            values.Add(await TimeAsync(what));
        return Median(values);
    }

    private static async Task<double> TimeAsync(Func<Task> what)
    {
        var began = Stopwatch.GetTimestamp();
        await what();
        return Since(began);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

/// <summary>Programs that stand in the configuration and do not run.</summary>
internal static class Configured
{
    public static async Task PrintAsync(Target target, int programs)
    {
        var sections = string.Concat(Enumerable.Range(0, programs).Select(i =>
            $"[program:p{i}]\ncommand=/bin/sleep 1000\nautostart=false\nstdout_logfile=NONE\nstderr_logfile=NONE\n"));
        var began = Stopwatch.GetTimestamp();
        await using var daemon = await Daemon.StartAsync(target, "[supervisord]\nminfds=20000\n" + sections);
        var first = Growth.Since(began);
        using var client = await daemon.ConnectAsync();
        await Growth.RestAsync();
        var resident = daemon.ResidentMegabytes;
        began = Stopwatch.GetTimestamp();
        await client.AskAsync("supervisor.reloadConfig");
        var reread = Growth.Since(began);
        began = Stopwatch.GetTimestamp();
        await client.AskAsync("supervisor.getAllProcessInfo");
        var all = Growth.Since(began);
        await Growth.RestAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            | {programs:N0} configured programs, none running | unit | |
            |---|---|---:|
            | start until the first answer | ms | {first:N0} |
            | reread, nothing changed | ms | {reread:N0} |
            | getAllProcessInfo | ms | {all:N0} |
            | RSS at rest after the start | MB | {resident:0.0} |
            | RSS at rest after the requests | MB | {daemon.ResidentMegabytes:0.0} |
            """));
    }
}
