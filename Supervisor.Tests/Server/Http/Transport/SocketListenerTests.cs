using System.Net.Sockets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http.Transport;

public class SocketListenerTests
{
    [Fact]
    public async Task Clients_that_come_while_it_is_paused_wait_and_are_taken_in_afterwards()
    {
        await using var server = await new ListeningSocket().StartAsync();
        await server.OnLoopAsync(server.Listener.Pause);
        using var client = await server.ConnectAsync();
        // Two turns: what was ready before has been handled.
        await server.OnLoopAsync(() => { });
        await server.OnLoopAsync(() => { });
        Assert.False(server.HasAccepted);
        await server.OnLoopAsync(server.Listener.Resume);
        await (await server.AcceptedAsync()).DisposeAsync();
    }

    [Fact]
    public async Task For_one_more_than_allowed_an_idle_one_makes_room()
    {
        await using var server = await new ListeningSocket(maxConnections: 1).StartAsync();
        var (first, connection) = await server.PairAsync();
        using var _ = first;
        var (second, next) = await server.PairAsync();
        using var __ = second;
        Assert.Equal(0, await first.ReceiveAsync(new byte[1]).InTime());
        await connection.DisposeAsync();
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Where_all_are_being_answered_the_newcomer_is_closed_until_one_ends()
    {
        await using var server = await new ListeningSocket(maxConnections: 1).StartAsync();
        var (first, connection) = await server.PairAsync();
        using var _ = first;
        await server.OnLoopAsync(() =>
        {
            connection.Use.RequestBegan();
            connection.Use.Admit();
        });
        using var second = await server.ConnectAsync();
        Assert.Equal(0, await second.ReceiveAsync(new byte[1]).InTime());
        await connection.DisposeAsync();
        var (third, next) = await server.PairAsync();
        third.Dispose();
        await next.DisposeAsync();
    }

    [Fact]
    public async Task A_stop_ends_what_is_open_and_takes_nobody_in()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        using var _ = client;
        connection.ConnectionClosed.Register(() => connection.DisposeAsync().AsTask());
        await server.StopAsync();
        await Eventually.HoldsAsync(() => client.Poll(0, SelectMode.SelectRead), "the client sees the end");
        Assert.Equal(0, server.Listener.OpenConnections);
    }
}
