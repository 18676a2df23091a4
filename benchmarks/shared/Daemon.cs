using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Supervisor.Rpc.XmlRpc;

/// <summary>A supervisord to be measured.</summary>
internal sealed record Target(string Name, string File, string[] Arguments, string PythonPath);

/// <summary>Owns one running daemon and its directory.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private readonly Process _process;

    private Daemon(Process process, string directory) => (_process, Directory) = (process, directory);

    public string Directory { get; }

    public int Pid => _process.Id;

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
