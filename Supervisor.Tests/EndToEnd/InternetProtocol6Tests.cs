using System.Net;
using System.Net.Sockets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Servers on IPv6 addresses, which stock does not have.</summary>
public class InternetProtocol6Tests
{
    [Fact]
    public async Task A_server_can_listen_on_the_loopback_of_IPv6()
    {
        var port = FreePort.Take();
        await using var supervisor = await StartAsync($"[::1]:{port}");
        Assert.Equal("RUNNING", await StateAsync(IPAddress.IPv6Loopback, port));
        await Assert.ThrowsAsync<SocketException>(() => StateAsync(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task A_server_on_every_address_answers_on_both_kinds()
    {
        var port = FreePort.Take();
        await using var supervisor = await StartAsync($"[::]:{port}");
        Assert.Equal("RUNNING", await StateAsync(IPAddress.IPv6Loopback, port));
        Assert.Equal("RUNNING", await StateAsync(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task A_program_is_told_an_address_that_a_client_can_use()
    {
        using var directory = new TestDirectory();
        var port = FreePort.Take();
        var file = directory.Write(
            "main.conf",
            $"[supervisord]\n[inet_http_server]\nport=[::1]:{port}\n[program:url]\ncommand=/bin/sh -c \"echo $SUPERVISOR_SERVER_URL\"\nstartsecs=0\nautorestart=false\n"
            + $"stdout_logfile={directory["url.log"]}\n");
        await using var daemon = (await Peer.OursAsync()).Start(["-n", "-c", file], directory.Path);
        await Eventually.HoldsAsync(() => File.Exists(directory["url.log"]) && File.ReadAllText(directory["url.log"]).Length > 0, "the program has written");
        Assert.Equal($"http://[::1]:{port}\n", File.ReadAllText(directory["url.log"]));
    }

    private static Task<RunningSupervisor> StartAsync(string address) => RunningSupervisor.StartAsync($"[inet_http_server]\nport={address}\n");

    private static async Task<object?> StateAsync(IPAddress address, int port) =>
        (await new RpcProbe(new IPEndPoint(address, port)).CallAsync("supervisor.getState")).Struct["statename"];
}
