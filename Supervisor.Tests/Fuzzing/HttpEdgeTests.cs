using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Fuzzing.Targets;
using Supervisor.Tests.Support;
using Xunit.Abstractions;

namespace Supervisor.Tests.Fuzzing;

/// <summary>The short form of the HTTP edge's run, on a daemon; and the classes of requests that stock answers with the same status.</summary>
public class HttpEdgeTests(ITestOutputHelper output)
{
    private const int Inputs = 500;
    /// <summary>As much of it as is compared.</summary>
    private const string StatusLine = "HTTP/1.1 200";

    private const string Program = "[program:steady]\ncommand=cat\nstartsecs=0\n";
    private const string Call = "<methodCall><methodName>supervisor.getState</methodName></methodCall>";

    [Fact]
    public async Task Whatever_comes_is_answered_or_ended_and_the_daemon_answers_afterwards()
    {
        output.WriteLine($"seed {FuzzingTests.Seed}");
        await using var daemon = await RunningSupervisor.StartAsync(Program);
        var target = new HttpEdgeTarget(new UnixDomainSocketEndPoint(daemon.SocketPath));
        var run = new FuzzRun(target, FuzzingTests.Seed, stock: null);
        await Task.Run(() => run.RunAsync(Inputs));
        Assert.True(run.Findings.Count == 0, FuzzingTests.Report(run, FuzzingTests.Seed));
        target.ExpectGoodAnswer();
        Assert.DoesNotContain("uncaught", daemon.MainLog, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Requests, and the two statuses where a line of COMPATIBILITY.md says that they differ.</summary>
    public static TheoryData<string, int, int> Classes => new()
    {
        { "GET / HTTP/1.0\r\n\r\n", 200, 200 },
        { "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200, 200 },
        { "GET /index.html HTTP/1.0\r\n\r\n", 200, 200 },
        { "GET /nope HTTP/1.0\r\n\r\n", 404, 404 },
        { "GET /logtail/nope HTTP/1.0\r\n\r\n", 404, 404 },
        { "GET /tail.html?processname=nope HTTP/1.0\r\n\r\n", 200, 200 },
        { "GET /?action=refresh HTTP/1.0\r\n\r\n", 301, 301 },
        { $"POST /RPC2 HTTP/1.0\r\nContent-Length: {Call.Length}\r\n\r\n{Call}", 200, 200 },
        { $"POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: {Call.Length}\r\n\r\n{Call}", 200, 200 },
        { "POST /RPC2 HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", 400, 400 },
        { "POST /RPC2 HTTP/1.0\r\nContent-Length: 31\r\n\r\n<methodCall><x></x></methodCall>", 400, 400 },
        { "POST /RPC2 HTTP/1.0\r\n\r\n", 411, 400 },
        { "GET /RPC2 HTTP/1.0\r\n\r\n", 400, 400 },
        { "GET /%zz HTTP/1.0\r\n\r\n", 404, 404 },
        { "GET /../../etc/passwd HTTP/1.0\r\n\r\n", 404, 404 },
        { "GET /logtail HTTP/1.0\r\n\r\n", 500, 404 },
        { "POST /nope HTTP/1.0\r\nContent-Length: 2\r\n\r\nab", 400, 404 },
        { "HEAD / HTTP/1.0\r\n\r\n", 404, 200 },
        { "GET / HTTP/1.1\r\n\r\n", 200, 400 },
    };

    [Fact]
    public async Task Statuses_are_stocks_but_where_it_is_said()
    {
        await using var stock = await RunningSupervisor.StartAsync(Program, await Peer.StockAsync());
        await using var ours = await RunningSupervisor.StartAsync(Program);
        var differences = new List<string>();
        foreach (var row in Classes)
        {
            var (request, fromStock, fromOurs) = ((string)row[0], (int)row[1], (int)row[2]);
            var (theirs, here) = (await StatusAsync(stock.SocketPath, request), await StatusAsync(ours.SocketPath, request));
            if (theirs != fromStock || here != fromOurs)
                differences.Add($"{Wording.Quoted(request)}: stock {theirs}, not {fromStock}; ours {here}, not {fromOurs}");
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task<int> StatusAsync(string socketPath, string request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath));
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[4096];
        var received = "";
        while (received.Length < StatusLine.Length)
        {
            var count = await socket.ReceiveAsync(buffer).WaitAsync(Eventually.Patience);
            if (count == 0)
                return 0;
            received += Encoding.Latin1.GetString(buffer, 0, count);
        }
        return int.Parse(received[9..StatusLine.Length], System.Globalization.CultureInfo.InvariantCulture);
    }
}
