#:project ../Supervisor.Rpc/Supervisor.Rpc.csproj
#:property PublishAot=false
#:property WithSharedBenchmarkFiles=true

// Stock Supervisor and ours, in one run, on one machine: the ratio can be trusted where the absolute number cannot.
//
//     dotnet publish Supervisor.Server -c Release -r linux-x64 -o artifacts/publish
//     dotnet run benchmarks/side-by-side.cs -- artifacts/publish/supervisord
//
// Stock comes from Debian's archive (apt-get download; nothing is installed). Rounds alternate, values are medians.

using System.Diagnostics;
using System.Globalization;

const int Rounds = 3;
var ours = Path.GetFullPath(args.Length > 0 ? args[0] : "artifacts/publish/supervisord");
if (!File.Exists(ours))
{
    Console.Error.WriteLine($"There is no program at {ours}: publish it first, or name one.");
    return 2;
}
Target[] targets = [Stock.Target(), new("ours", ours, [], "")];
var table = new Table(targets[0].Name, targets[1].Name);

await Measure("start to first answer, no programs", "ms", t => Benchmarks.StartAsync(t, programs: 0));
await Measure("start to first answer, 100 programs", "ms", t => Benchmarks.StartAsync(t, programs: 100));
await Measure("getState, one client, median", "us", t => Benchmarks.LatencyAsync(t, "supervisor.getState"));
await Measure("getAllProcessInfo of 100, one client, median", "us", t => Benchmarks.LatencyAsync(t, "supervisor.getAllProcessInfo"));
await Measure("getState, 8 clients", "calls/s", t => Benchmarks.ThroughputAsync(t, clients: 8), moreIsBetter: true);
await Measure("memory, idle, 100 children", "MB RSS", Benchmarks.MemoryAsync);
await Measure("kill -9 to a new child", "ms", Benchmarks.RestartAsync);
await Measure("log of one child, 512 MB", "MB/s", async t => (await Benchmarks.LogAsync(t)).Rate, moreIsBetter: true);
await Measure("log of one child: CPU", "s/GB", async t => (await Benchmarks.LogAsync(t)).Cpu);
await Measure("SIGTERM to all of 50 children gone", "ms", Benchmarks.ShutdownAsync);
table.Print();
return 0;

async Task Measure(string what, string unit, Func<Target, Task<double>> run, bool moreIsBetter = false)
{
    var values = targets.Select(_ => new List<double>()).ToArray();
    for (var round = 0; round < Rounds; round++)
    {
        for (var i = 0; i < targets.Length; i++)
            values[i].Add(await run(targets[i]));
    }
    Console.Error.WriteLine(what);
    table.Add(what, unit, Median(values[0]), Median(values[1]), moreIsBetter);
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

/// <summary>What is measured; each value is of a daemon of its own.</summary>
internal static class Benchmarks
{
    private const int Calls = 2000;
    private const long LogBytes = 512L << 20;

    public static async Task<double> StartAsync(Target target, int programs)
    {
        var began = Stopwatch.GetTimestamp();
        await using var daemon = await Daemon.StartAsync(target, Programs(programs, "autostart=false"));
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public static async Task<double> LatencyAsync(Target target, string method)
    {
        await using var daemon = await Daemon.StartAsync(target, Programs(100, "autostart=false"));
        using var client = await daemon.ConnectAsync();
        return Median(await TimesAsync(client, method, Calls)) * 1000;
    }

    public static async Task<double> ThroughputAsync(Target target, int clients)
    {
        await using var daemon = await Daemon.StartAsync(target, "");
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            using var client = await daemon.ConnectAsync();
            await TimesAsync(client, "supervisor.getState", Calls);
        }));
        return clients * Calls / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public static async Task<double> MemoryAsync(Target target)
    {
        await using var daemon = await Daemon.StartAsync(target, Programs(100, "startsecs=0"));
        using var client = await daemon.ConnectAsync();
        await Daemon.UntilAsync(client, "p99", "RUNNING");
        return daemon.ResidentMegabytes;
    }

    /// <summary>The child itself writes who it is: asking the daemon would wake one that polls.</summary>
    public static async Task<double> RestartAsync(Target target)
    {
        const string Program = """
            [program:p]
            command=/bin/sh -c "echo $$ >%(here)s/new; mv %(here)s/new %(here)s/child; exec sleep 1000"
            autorestart=true
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
            """;
        await using var daemon = await Daemon.StartAsync(target, Program);
        var file = Path.Combine(daemon.Directory, "child");
        while (!File.Exists(file))
            await Task.Delay(1);
        var before = File.ReadAllText(file);
        var began = Stopwatch.GetTimestamp();
        Process.GetProcessById(int.Parse(before, CultureInfo.InvariantCulture)).Kill();
        while (File.ReadAllText(file) == before)
            await Task.Yield();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public static async Task<(double Rate, double Cpu)> LogAsync(Target target)
    {
        var program = $"""
            [program:log]
            command=dd if=/dev/zero bs=64k count={LogBytes >> 16} status=none
            autorestart=false
            startsecs=0
            autostart=false
            stdout_logfile=%(here)s/out.log
            stdout_logfile_maxbytes=0
            """;
        await using var daemon = await Daemon.StartAsync(target, program);
        using var client = await daemon.ConnectAsync();
        var log = Path.Combine(daemon.Directory, "out.log");
        var (cpu, began) = (daemon.CpuSeconds, Stopwatch.GetTimestamp());
        await client.CallAsync("supervisor.startProcess", "log", false);
        while (!File.Exists(log) || new FileInfo(log).Length < LogBytes)
            await Task.Delay(2);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (LogBytes / 1e6 / seconds, (daemon.CpuSeconds - cpu) / (LogBytes / 1e9));
    }

    public static async Task<double> ShutdownAsync(Target target)
    {
        await using var daemon = await Daemon.StartAsync(target, Programs(50, "startsecs=0"));
        using var client = await daemon.ConnectAsync();
        await Daemon.UntilAsync(client, "p49", "RUNNING");
        return await daemon.TerminateAsync();
    }

    private static async Task<List<double>> TimesAsync(Client client, string method, int calls)
    {
        var times = new List<double>(calls);
        for (var i = 0; i < calls; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await client.CallAsync(method);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return times;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Programs(int count, string options) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $"[program:p{i}]\ncommand=/bin/sleep 1000\nstdout_logfile=NONE\nstderr_logfile=NONE\n{options}\n"));
}

/// <summary>Debian's package, unpacked beside the temporary files.</summary>
internal static class Stock
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "stock-supervisor-for-benchmarks");

    public static Target Target()
    {
        if (!Directory.Exists(Root))
        {
            var staging = Directory.CreateTempSubdirectory().FullName;
            Shell(staging, "apt-get download supervisor python3-pkg-resources || (apt-get update && apt-get download supervisor python3-pkg-resources)");
            Shell(staging, $"for p in *.deb; do dpkg -x $p {Root}; done");
        }
        var packages = Path.Combine(Root, "usr/lib/python3/dist-packages");
        return new("stock", "/usr/bin/python3", ["-W", "ignore", Path.Combine(Root, "usr/bin/supervisord")], packages);
    }

    private static void Shell(string directory, string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"({command}) >&2"]) { WorkingDirectory = directory })!;
        shell.WaitForExit();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"stock Supervisor could not be fetched: {command}");
    }
}

/// <summary>Collects the rows and prints them as Markdown.</summary>
internal sealed class Table(string first, string second)
{
    private readonly List<string> _rows = [];

    public void Add(string what, string unit, double stock, double ours, bool moreIsBetter)
    {
        var gain = moreIsBetter ? ours / stock : stock / ours;
        _rows.Add(string.Create(CultureInfo.InvariantCulture, $"| {what} | {unit} | {stock:G4} | {ours:G4} | {gain:G3} |"));
    }

    public void Print()
    {
        Console.WriteLine($"| what | unit | {first} | {second} | times better |\n|---|---|---:|---:|---:|");
        _rows.ForEach(Console.WriteLine);
    }
}
