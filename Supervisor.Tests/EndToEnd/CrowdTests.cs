using System.Net;
using System.Net.Sockets;
using Supervisor.Server.Http;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Clients without end, who only have to connect.</summary>
public class CrowdTests
{
    private const int Crowd = 500;

    [Fact]
    public async Task A_crowd_at_the_ports_keeps_neither_programs_nor_the_unix_socket_from_working()
    {
        int[] ports = [FreePort.Take(), FreePort.Take()];
        var peer = (await Peer.OursAsync()).Behind("ulimit -n 1024");
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"[inet_http_server]\nport=127.0.0.1:{ports[0]}\n[inet_http_server:two]\nport=127.0.0.1:{ports[1]}\n"
            + "[program:cat]\ncommand=/bin/cat\nnumprocs=15\nprocess_name=%(program_name)s_%(process_num)d\nautostart=false\nstartsecs=0\n",
            peer);
        var crowd = new List<TcpClient>();
        try
        {
            foreach (var port in ports)
            {
                for (var i = 0; i < Crowd; i++)
                {
                    crowd.Add(new TcpClient());
                    await crowd[^1].ConnectAsync(IPAddress.Loopback, port);
                }
            }
            var started = await supervisor.Rpc.CallAsync("supervisor.startProcessGroup", "cat");
            Assert.All(started.Array, result => Assert.Equal(80, ((RpcStruct)result!)["status"]));
            Assert.Equal(15, started.Array.Count);
        }
        finally
        {
            crowd.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Strangers_who_say_nothing_lock_nobody_out()
    {
        var port = FreePort.Take();
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"[inet_http_server]\nport=127.0.0.1:{port}\nusername=u\npassword=p\n", await Peer.OursAsync());
        var crowd = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Crowd; i++)
            {
                crowd.Add(new TcpClient());
                await crowd[^1].ConnectAsync(IPAddress.Loopback, port);
            }
            using var client = new HttpClient();
            var login = Convert.ToBase64String("u:p"u8);
            client.DefaultRequestHeaders.Authorization = new("Basic", login);
            // The same connection is still good after another crowd has come: who was admitted goes last.
            for (var round = 0; round < 2; round++)
            {
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://127.0.0.1:{port}/").InTime()).StatusCode);
                for (var i = 0; i < Crowd; i++)
                {
                    crowd.Add(new TcpClient());
                    await crowd[^1].ConnectAsync(IPAddress.Loopback, port);
                }
            }
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://127.0.0.1:{port}/").InTime()).StatusCode);
        }
        finally
        {
            crowd.ForEach(each => each.Dispose());
        }
        await Eventually.HoldsAsync(
            () => supervisor.MainLog.Contains("has 480 connections, as many as it may", StringComparison.Ordinal), "the line about the crowd");
    }

    [Theory]
    [InlineData(1, 1024, 480)]
    [InlineData(2, 1024, 256)]
    [InlineData(3, 1024, 170)]
    [InlineData(4, 65536, 480)]
    [InlineData(600, 1024, 1)]
    [InlineData(2, ulong.MaxValue, 480)]
    public void Servers_share_half_of_the_descriptors(int servers, ulong descriptors, long each) =>
        Assert.Equal(each, HttpLimits.ConnectionsOfEach(servers, descriptors));
}
