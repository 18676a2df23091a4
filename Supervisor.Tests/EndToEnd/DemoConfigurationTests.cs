using System.Net;
using System.Text.RegularExpressions;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>conf/demo.conf</c> does what it says. Its paths and its port are the only things that differ here.</summary>
public sealed partial class DemoConfigurationTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = FreePort.Take();

    [Fact]
    public async Task The_demo_shows_every_state_a_program_can_rest_in()
    {
        await using var daemon = await StartAsync();
        foreach (var (name, state) in new[]
        {
            ("clock", "RUNNING"), ("parrot", "RUNNING"), ("worker:worker_01", "RUNNING"), ("worker:worker_03", "RUNNING"), ("shop:database", "RUNNING"),
            ("shop:till", "RUNNING"), ("once", "EXITED"), ("manual", "STOPPED"), ("crashing", "RUNNING"), ("hopeless", "FATAL"),
        })
        {
            await Rpc.WaitForStateAsync(name, state);
        }
        var status = await CtlAsync("status");
        Assert.Equal(11, status.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("EXITED", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_its_comments_tell_to_try_works()
    {
        await using var daemon = await StartAsync();
        await Rpc.WaitForStateAsync("worker:worker_02", "RUNNING");
        Assert.Contains("worker:worker_01: started\n", (await CtlAsync("restart", "worker:*")).Output, StringComparison.Ordinal);
        Assert.Equal("manual: started\n", (await CtlAsync("start", "manual")).Output);
        var stopped = await CtlAsync("stop", "shop:*");
        Assert.Equal(["shop:database: stopped", "shop:till: stopped"], stopped.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        await Eventually.HoldsAsync(async () => Year().IsMatch((await CtlAsync("tail", "clock")).Output), "the clock has written the date");
        var web = await new RpcProbe(new IPEndPoint(IPAddress.Loopback, _port)).CallAsync("supervisor.getIdentification");
        Assert.Equal("demo", web.Value);
    }

    public void Dispose() => _directory.Dispose();

    private RpcProbe Rpc => new(new System.Net.Sockets.UnixDomainSocketEndPoint(_directory["supervisord-demo.sock"]));

    private async Task<Daemon> StartAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "conf/demo.conf"));
        _directory.Write("demo.conf", text.Replace("/tmp", _directory.Path, StringComparison.Ordinal).Replace(":9001", $":{_port}", StringComparison.Ordinal));
        var ours = await Peer.OursAsync();
        var leftovers = new Leftovers();
        var daemon = new Daemon(ours.Start(["-n", "-c", "demo.conf"], _directory.Path, (Leftovers.Variable, leftovers.Mark)), leftovers);
        await Eventually.HoldsAsync(() => File.Exists(_directory["supervisord-demo.sock"]), "the demo's socket is there");
        return daemon;
    }

    private async Task<CompletedChild> CtlAsync(params string[] arguments)
    {
        var client = await StockSupervisor.ProgramAsync("supervisorctl");
        return await client.RunAsync(["-c", _directory["demo.conf"], .. arguments], _directory.Path);
    }

    [GeneratedRegex(@"\b20\d\d\b")]
    private static partial Regex Year();

    private sealed class Daemon(ChildProcess process, Leftovers leftovers) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await process.DisposeAsync();
            leftovers.Kill();
        }
    }
}
