#:project ../Supervisor.Rpc/Supervisor.Rpc.csproj
#:property PublishAot=false

// Stock Supervisor and ours, in one run, on one machine: the ratio can be trusted where the absolute number cannot.
//
//     dotnet publish Supervisor.Server -c Release -r linux-x64 -o artifacts/publish
//     dotnet run benchmarks/side-by-side.cs -- artifacts/publish/supervisord
//
// Stock comes from Debian's archive (apt-get download; nothing is installed). Rounds alternate, values are medians.

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Supervisor.Rpc.XmlRpc;

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

/// <summary>A supervisord to be measured.</summary>
internal sealed record Target(string Name, string File, string[] Arguments, string PythonPath);

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

/// <summary>Owns one running daemon and its directory.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private readonly Process _process;

    private Daemon(Process process, string directory) => (_process, Directory) = (process, directory);

    public string Directory { get; }

    public double ResidentMegabytes => Status("VmRSS:") / 1024;

    public double CpuSeconds
    {
        get
        {
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(')')[^1].Split(' ');
            return (double.Parse(fields[12], CultureInfo.InvariantCulture) + double.Parse(fields[13], CultureInfo.InvariantCulture)) / 100;
        }
    }

    private string Socket => Path.Combine(Directory, "s.sock");

    public static async Task<Daemon> StartAsync(Target target, string programs)
    {
        var root = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var directory = System.IO.Directory.CreateDirectory(Path.Combine(root, $"svb-{Guid.NewGuid():N}")).FullName;
        var file = Path.Combine(directory, "supervisord.conf");
        File.WriteAllText(file, $"""
            [supervisord]
            nodaemon=true
            silent=true
            logfile=%(here)s/main.log
            pidfile=%(here)s/pid
            childlogdir=%(here)s
            user=root
            [unix_http_server]
            file=%(here)s/s.sock
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
            {programs}
            """);
        var start = new ProcessStartInfo(target.File, [.. target.Arguments, "-c", file]) { WorkingDirectory = directory };
        if (target.PythonPath.Length > 0)
            start.Environment["PYTHONPATH"] = target.PythonPath;
        var daemon = new Daemon(Process.Start(start)!, directory);
        while (true)
        {
            try
            {
                using var client = await daemon.ConnectAsync();
                await client.CallAsync("supervisor.getState");
                return daemon;
            }
            catch (Exception notYet) when (notYet is SocketException or IOException && !daemon._process.HasExited)
            {
                await Task.Delay(1);
            }
        }
    }

    public Task<Client> ConnectAsync() => Client.ConnectAsync(Socket);

    public static async Task UntilAsync(Client client, string name, string state)
    {
        while (((XmlRpcValue.Str)((XmlRpcValue.Struct)await client.CallAsync("supervisor.getProcessInfo", name))["statename"]!).Value != state)
            await Task.Delay(1);
    }

    /// <summary>Milliseconds until the daemon, and with it its children, is gone.</summary>
    public async Task<double> TerminateAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await TerminateAsync();
        _process.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private double Status(string field) => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}

/// <summary>One connection that is kept, with as little of its own in the measured time as can be.</summary>
internal sealed class Client(NetworkStream stream) : IDisposable
{
    private byte[] _buffer = new byte[1 << 16];

    public static async Task<Client> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new Client(new NetworkStream(socket, ownsSocket: true));
    }

    public async Task<XmlRpcValue> CallAsync(string method, params XmlRpcValue[] arguments)
    {
        var body = XmlRpcWriter.Write(new MethodCall(method, arguments));
        var head = $"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body.Span]);
        var filled = 0;
        while (true)
        {
            if (filled == _buffer.Length)
                Array.Resize(ref _buffer, filled * 2);
            var count = await stream.ReadAsync(_buffer.AsMemory(filled));
            filled += count > 0 ? count : throw new IOException("the server hung up");
            var end = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) + 4;
            if (end >= 4 && filled - end >= LengthIn(Encoding.ASCII.GetString(_buffer, 0, end)))
            {
                var response = XmlRpcReader.ReadResponse(_buffer.AsSpan(end, filled - end));
                return response.Value ?? throw new InvalidOperationException(response.Fault!.Text);
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private static int LengthIn(string head)
    {
        const string Name = "content-length:";
        var line = head.Split("\r\n").First(l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return int.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture);
    }
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
