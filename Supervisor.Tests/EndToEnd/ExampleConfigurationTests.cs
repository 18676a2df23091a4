using System.Net.Sockets;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>The files of <c>conf/examples</c> do what their first lines say.</summary>
public sealed class ExampleConfigurationTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public ExampleConfigurationTests()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "conf/examples")))
            File.Copy(file, _directory[Path.GetFileName(file)]);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Web_and_database()
    {
        var (web, database) = (FreePort.Take(), FreePort.Take());
        var path = _directory["web-and-database.conf"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("8080", $"{web}", StringComparison.Ordinal).Replace("8081", $"{database}", StringComparison.Ordinal));
        await using var daemon = await StartAsync("web-and-database.conf");
        await WaitAsync("web", "RUNNING");
        var log = File.ReadAllText(_directory["supervisord.log"]);
        int At(string text) => log.IndexOf(text, StringComparison.Ordinal);
        Assert.InRange(At("success: database entered RUNNING"), 0, At("spawned: 'migration'"));
        Assert.InRange(At("exited: migration (exit status 0; expected)"), 0, At("spawned: 'web'"));
        await EndAsync(daemon);
    }

    [Fact]
    public async Task Cron()
    {
        await using var daemon = await StartAsync("cron.conf");
        await using var ctl = new OurCtl();
        var asked = await ctl.RunAsync(["-c", _directory["cron.conf"], "schedule", "backup", "now"], _directory.Path, "");
        Assert.Equal(0, asked.ExitCode);
        await WaitAsync("backup", "EXITED");
        Assert.Contains("all is backed up", (string)(await Rpc.CallAsync("supervisor.readProcessStdoutLog", "backup", 0, 0)).Value!, StringComparison.Ordinal);
        Assert.Matches(@"^next run .*02:30", (string)(await Rpc.CallAsync("supervisor.getProcessInfo", "backup")).Struct["description"]!);
        await EndAsync(daemon);
    }

    [Fact]
    public async Task Container()
    {
        await using var daemon = (await Peer.OursAsync()).Start(["-c", _directory["container.conf"]], _directory.Path);
        var ended = await daemon.CompletedAsync();
        Assert.Equal((3, "serving\nout of luck\n"), (ended.ExitCode, ended.Output));
    }

    [Fact]
    public async Task Notify()
    {
        await using var daemon = await StartAsync("notify.conf");
        await WaitAsync("service", "RUNNING");
        var health = ((object[])(await Rpc.CallAsync("live.getStatus")).Struct["health"]!).Cast<RpcStruct>().Single();
        Assert.Equal(("ready", "serving"), ((string)health["health"]!, (string)health["status_text"]!));
        await EndAsync(daemon);
    }

    private RpcProbe Rpc => new(new UnixDomainSocketEndPoint(_directory["supervisor.sock"]));

    private async Task<ChildProcess> StartAsync(string name)
    {
        var daemon = (await Peer.OursAsync()).Start(["-n", "-c", _directory[name]], _directory.Path);
        await Eventually.HoldsAsync(() => File.Exists(_directory["supervisor.sock"]), "the daemon has its socket");
        return daemon;
    }

    private Task WaitAsync(string program, string state) => Eventually.GetAsync(
        async () =>
        {
            try
            {
                return await Rpc.StateOfAsync(program);
            }
            catch (SocketException)
            {
                return "nobody answers";
            }
        },
        now => now == state,
        $"{program} is {state}");

    private static async Task EndAsync(ChildProcess daemon)
    {
        await ChildProcess.RunAsync("kill", ["-TERM", $"{daemon.Id}"]);
        Assert.Equal(0, (await daemon.CompletedAsync()).ExitCode);
    }
}
