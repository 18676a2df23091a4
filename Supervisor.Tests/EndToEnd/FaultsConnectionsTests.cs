using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Support;
using Xunit.Abstractions;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Two thousand connections at once, of those who say nothing, half of something, or do not read.</summary>
public class FaultsConnectionsTests(ITestOutputHelper output)
{
    private const int Ports = 5;
    private const int OfEach = 400;
    private const int Asked = 500;

    private static readonly string[] Words =
    [
        "",
        "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n<?xml",
        "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /logtail/writer HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ];

    [Fact]
    public async Task Others_are_answered_while_two_thousand_connections_are_open()
    {
        int[] ports = [.. Enumerable.Range(0, Ports).Select(_ => FreePort.Take())];
        await using var supervisor = await RunningSupervisor.StartAsync(
            string.Concat(ports.Select((port, i) => $"[inet_http_server:s{i}]\nport=127.0.0.1:{port}\n"))
            + "[program:writer]\ncommand=/bin/sh -c \"while :; do echo a line that is followed; sleep 0.05; done\"\nstartsecs=0\n"
            + "[program:idle]\ncommand=sleep 1000\nautostart=false\nstartsecs=0\n",
            (await Peer.OursAsync()).Behind("ulimit -n 8192"));
        await supervisor.Rpc.WaitForStateAsync("writer", "RUNNING");
        await MeasureAsync(supervisor, "nobody else");
        var crowd = new List<Socket>();
        try
        {
            foreach (var port in ports)
            {
                for (var i = 0; i < OfEach; i++)
                {
                    crowd.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 });
                    await crowd[^1].ConnectAsync(IPAddress.Loopback, port).InTime();
                    if (Words[i % Words.Length] is { Length: > 0 } words)
                        await crowd[^1].SendAsync(Encoding.ASCII.GetBytes(words));
                }
            }
            await Eventually.HoldsAsync(() => Directory.GetFiles($"/proc/{supervisor.Pid}/fd").Length > Ports * OfEach, "all are let in", 2 * Eventually.Patience);
            await MeasureAsync(supervisor, $"{crowd.Count} connections");
            Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "idle")).Fault);
            foreach (var port in ports)
                Assert.Null((await new RpcProbe(new IPEndPoint(IPAddress.Loopback, port)).CallAsync("supervisor.getState")).Fault);
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }
        await Eventually.HoldsAsync(() => Directory.GetFiles($"/proc/{supervisor.Pid}/fd").Length < 200, "their descriptors are closed");
    }

    private async Task MeasureAsync(RunningSupervisor supervisor, string what)
    {
        var milliseconds = new List<double>();
        for (var i = 0; i < Asked; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Null((await supervisor.Rpc.CallAsync("supervisor.getAllProcessInfo")).Fault);
            milliseconds.Add(watch.Elapsed.TotalMilliseconds);
        }
        milliseconds.Sort();
        output.WriteLine($"{what}: half within {milliseconds[Asked / 2]:F2} ms, 99 of 100 within {milliseconds[Asked * 99 / 100]:F2} ms, all within {milliseconds[^1]:F2} ms");
    }
}
