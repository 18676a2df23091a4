using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>After an upgrade the configuration is followed as far as it restarts nothing.</summary>
public class UpgradeFollowsTests
{
    [Fact]
    public async Task Ports_passwords_levels_and_what_a_child_can_follow_are_followed_and_the_rest_waits()
    {
        var (before, after) = (FreePort.Take(), FreePort.Take());
        await using var daemon = await UpgradeDaemon.StartAsync(Sections(before, "old", "10", "1000"));
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("p", "RUNNING");
        var pid = await daemon.Rpc.PidOfAsync("p");
        Assert.Equal(200, (await StatusAsync(before, "old")).Http.Status);
        TestConfiguration.Write(daemon.Directory, Sections(after, "new", "11", "2000") + "[supervisord]\nloglevel=trace\n");
        await daemon.UpgradeAsync();
        await Eventually.HoldsAsync(() => daemon.Supervisor.MainLog.Contains("p: waits for an update (restart)", StringComparison.Ordinal), "what it does not do is told");
        Assert.Equal((200, 401), ((await StatusAsync(after, "new")).Http.Status, (await StatusAsync(after, "old")).Http.Status));
        await Assert.ThrowsAnyAsync<Exception>(() => StatusAsync(before, "old"));
        await Eventually.HoldsAsync(() => daemon.Supervisor.MainLog.Contains(" TRAC ", StringComparison.Ordinal), "requests are logged");
        Assert.Contains("q: adjusted (stopwaitsecs)", daemon.Supervisor.MainLog, StringComparison.Ordinal);
        Assert.Equal(pid, await daemon.Rpc.PidOfAsync("p"));
    }

    [Fact]
    public async Task A_server_whose_new_address_cannot_be_had_keeps_the_one_that_it_has()
    {
        var port = FreePort.Take();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var daemon = await UpgradeDaemon.StartAsync(Sections(port, "old", "10", "1000"));
        if (daemon is null)
            return;
        // Of the unix socket only the mode changes: the name is in use, by this very daemon.
        TestConfiguration.Write(
            daemon.Directory, Sections(((IPEndPoint)taken.LocalEndpoint).Port, "old", "10", "1000") + "[unix_http_server]\nchmod=0777\n");
        await daemon.UpgradeAsync();
        await Eventually.HoldsAsync(() => daemon.Supervisor.MainLog.Split(" ERRO ").Length == 3, "both refusals are told");
        Assert.Equal(200, (await StatusAsync(port, "old")).Http.Status);
        Assert.Equal(2, await daemon.GenerationAsync());
        await daemon.UpgradeAsync();
        Assert.Equal(3, await daemon.GenerationAsync());
    }

    /// <summary>The program p has a change that a child cannot follow, q one that it can.</summary>
    private static string Sections(int port, string password, string wait, string seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"[inet_http_server]\nport=127.0.0.1:{port}\nusername=u\npassword={password}\n[program:p]\ncommand=sleep {seconds}\nstartsecs=0\n[program:q]\ncommand=sleep 1000\nstartsecs=0\nstopwaitsecs={wait}\n");

    private static Task<RpcReply> StatusAsync(int port, string password) => new RpcProbe(new IPEndPoint(IPAddress.Loopback, port), $"u:{password}").CallAsync("live.getStatus");
}
