using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Health;

/// <summary>Owns a directory with the server that is asked how it is, and files that say how it answers.</summary>
internal sealed class ProbedProgram : IDisposable
{
    private readonly int _port = FreePort.Take();

    public ProbedProgram(string mode = "200", bool isOpen = true)
    {
        File.Copy(Path.Combine(Repository.Root, "Supervisor.Tests/EndToEnd/Health/probed.py"), Directory["probed.py"]);
        Answer(mode);
        if (isOpen)
            Open();
    }

    public TestDirectory Directory { get; } = new();

    public string Tcp => $"tcp://127.0.0.1:{_port}";

    public string Http => $"http://127.0.0.1:{_port}/ready";

    public string Unix => $"unix://{Directory["probed.sock"]}";

    public string UnixHttp => $"unix-http://{Directory["probed.sock"]}:/ready";

    /// <summary>The section of the server, without its checks.</summary>
    public string Section(string name = "db", bool byTcp = true) =>
        $"[program:{name}]\ncommand={StockSupervisor.Python} {Directory["probed.py"]} {(byTcp ? $"tcp {_port}" : $"unix {Directory["probed.sock"]}")}\ndirectory={Directory.Path}\nstopwaitsecs=2\n";

    public void Answer(string mode)
    {
        Directory.Write("mode.new", mode);
        File.Move(Directory["mode.new"], Directory["mode"], overwrite: true);
    }

    public void Open() => Directory.Write("open", "");

    public void Dispose() => Directory.Dispose();
}
