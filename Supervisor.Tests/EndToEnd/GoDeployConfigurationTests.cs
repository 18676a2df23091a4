using System.Net;
using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Tests.Architecture;
using Supervisor.Tests.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>conf/go-deploy.conf</c>, as an administrator would deploy with it; a shell script stands in for the Go program.</summary>
public sealed class GoDeployConfigurationTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = FreePort.Take();

    [Fact]
    public void It_is_read_as_it_says()
    {
        var text = Text().Replace("/var/log/supervisord", "/tmp", StringComparison.Ordinal);
        var configuration = ConfigurationFixture.Of(text);
        Assert.Empty(configuration.Messages);
        var blog = Assert.Single(Assert.Single(configuration.Groups).Processes);
        Assert.Equal(("blogdemon", "/data/blog/blogdemon", 5, (int?)0, true), (blog.Name, blog.Command, blog.StartSeconds, blog.Uid, blog.RedirectStderr));
        var inet = Assert.IsType<InetServerOptions>(configuration.HttpServers[0]);
        Assert.Equal(("", 9001, "admin", "yourpassword"), (inet.Host, inet.Port, inet.Username, inet.Password));
        var unix = Assert.IsType<UnixServerOptions>(configuration.HttpServers[1]);
        Assert.Equal(("/var/run/supervisor.sock", 0x1FF, 0, 0), (unix.Path, unix.Mode, unix.OwnerUid, unix.OwnerGid));
        Assert.Equal((1024, 200, 0), (configuration.Supervisord.MinFds, configuration.Supervisord.MinProcs, configuration.Supervisord.Uid));
    }

    [Fact]
    public async Task It_runs_in_the_background_and_answers_on_both_servers()
    {
        var configuration = Deploy();
        var ours = await Peer.OursAsync();
        var leftovers = new Leftovers();
        try
        {
            var started = await ChildProcess.RunAsync(
                ours.FileName, [.. ours.Arguments, "-c", configuration], new Dictionary<string, string>(ours.Environment) { [Leftovers.Variable] = leftovers.Mark });
            Assert.Equal((0, ""), (started.ExitCode, started.Error));
            // The parent returned: the daemon answers, nothing to wait for.
            var client = await StockSupervisor.ProgramAsync("supervisorctl");
            var status = await client.RunAsync(["-c", configuration, "status"]);
            Assert.StartsWith("blogdemon                        STARTING", status.Output, StringComparison.Ordinal);
            Assert.Equal(0x1FF, (int)File.GetUnixFileMode(_directory["supervisor.sock"]));
            Assert.Equal(401, (await AskAsync("")).Status);
            var answer = await AskAsync("Authorization: Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("admin:yourpassword")) + "\r\n");
            Assert.Equal(200, answer.Status);
            Assert.Contains("<string>RUNNING</string>", answer.Text, StringComparison.Ordinal);
            await Eventually.HoldsAsync(() => Log() == "serving\ncomplaining\n", "both streams of the program are in one log");
            var stopped = await client.RunAsync(["-c", configuration, "shutdown"]);
            Assert.Equal("Shut down\n", stopped.Output);
            await Eventually.HoldsAsync(() => leftovers.Pids().Count == 0, "the daemon and its program are gone");
        }
        finally
        {
            leftovers.Kill();
        }
    }

    public void Dispose() => _directory.Dispose();

    private static string Text() => File.ReadAllText(Path.Combine(Repository.Root, "conf/go-deploy.conf"));

    private string Deploy()
    {
        var program = _directory.Script("blogdemon", "echo serving; echo complaining >&2; exec sleep 3600");
        return _directory.Write("supervisord.conf", Text()
            .Replace("/var/log/supervisord", _directory.Path, StringComparison.Ordinal)
            .Replace("/var/run", _directory.Path, StringComparison.Ordinal)
            .Replace("/data/blog/blogdemon", program, StringComparison.Ordinal)
            // Longer than any client takes to ask.
            .Replace("startsecs=5", "startsecs=600", StringComparison.Ordinal)
            .Replace("port=9001", $"port=127.0.0.1:{_port}", StringComparison.Ordinal));
    }

    private string Log() => File.Exists(_directory["blog.log"]) ? File.ReadAllText(_directory["blog.log"]) : "";

    private Task<HttpReply> AskAsync(string header)
    {
        var body = Encoding.ASCII.GetBytes("<?xml version='1.0'?><methodCall><methodName>supervisor.getState</methodName><params/></methodCall>");
        var head = $"POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n{header}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        return HttpProbe.AskAsync(new IPEndPoint(IPAddress.Loopback, _port), head, body);
    }
}
