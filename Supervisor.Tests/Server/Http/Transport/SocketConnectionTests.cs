using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Supervisor.Server.Http.Transport;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http.Transport;

public class SocketConnectionTests
{
    private const int More = 8 * 1024 * 1024;

    [Fact]
    public async Task Bytes_go_both_ways_and_both_ends_are_known()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        using var _ = client;
        Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
        Assert.Equal(client.RemoteEndPoint, connection.LocalEndPoint);
        await client.SendAsync("question"u8.ToArray());
        Assert.Equal("question"u8.ToArray(), await ReadAsync(connection, "question".Length));
        await connection.Transport.Output.WriteAsync("answer"u8.ToArray());
        Assert.Equal("answer"u8.ToArray(), await ReceiveAsync(client, "answer".Length));
        await connection.DisposeAsync();
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task An_answer_waits_for_a_client_that_does_not_read_and_then_arrives_whole()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        using var _ = client;
        var answer = Pattern(More);
        var sending = Task.Run(async () =>
        {
            for (var sent = 0; sent < answer.Length; sent += 65536)
                await connection.Transport.Output.WriteAsync(answer.AsMemory(sent, Math.Min(65536, answer.Length - sent)));
            await connection.DisposeAsync();
        });
        Assert.Equal(answer[..1], await ReceiveAsync(client, 1));
        // Loopback sockets do not hold so much: the writer must be waiting.
        Assert.False(sending.IsCompleted);
        Assert.Equal(answer[1..], await ReceiveAsync(client, answer.Length - 1));
        await sending.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_request_that_nobody_takes_makes_its_sender_wait_and_then_arrives_whole()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        using var _ = client;
        var request = Pattern(2 * More);
        var sending = Task.Run(async () =>
        {
            for (var sent = 0; sent < request.Length;)
                sent += await client.SendAsync(request.AsMemory(sent));
        });
        var first = await connection.Transport.Input.ReadAsync();
        connection.Transport.Input.AdvanceTo(first.Buffer.Start);
        Assert.False(sending.IsCompleted);
        Assert.Equal(request, await ReadAsync(connection, request.Length));
        await sending.WaitAsync(Eventually.Patience);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_has_sent_all_is_still_answered()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        using var _ = client;
        await client.SendAsync("q"u8.ToArray());
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("q"u8.ToArray(), await ReadAsync(connection, 1));
        Assert.True((await connection.Transport.Input.ReadAsync()).IsCompleted);
        await connection.Transport.Output.WriteAsync("answer"u8.ToArray());
        Assert.Equal("answer"u8.ToArray(), await ReceiveAsync(client, 6));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_is_noticed_though_nothing_is_sent_to_it()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        var left = new TaskCompletionSource();
        connection.ConnectionClosed.Register(left.SetResult);
        client.Dispose();
        await left.Task.WaitAsync(Eventually.Patience);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_resets_within_its_request_breaks_the_reading_and_ends_the_connection()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        await client.SendAsync("half a head"u8.ToArray());
        await ReadAsync(connection, 11);
        client.LingerState = new LingerOption(enable: true, seconds: 0);
        client.Dispose();
        await Assert.ThrowsAsync<ConnectionResetException>(async () => await connection.Transport.Input.ReadAsync());
        await connection.DisposeAsync();
        Assert.Equal(0, server.Listener.OpenConnections);
    }

    [Fact]
    public async Task An_aborted_connection_is_reset_within_the_answer()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        using var _ = client;
        await connection.Transport.Output.WriteAsync("half"u8.ToArray());
        await ReceiveAsync(client, 4);
        connection.Abort(new ConnectionAbortedException("enough"));
        var error = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        await Assert.ThrowsAsync<ConnectionAbortedException>(async () => await connection.Transport.Input.ReadAsync());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task An_abort_frees_an_answer_that_waits_for_its_reader()
    {
        await using var server = await new ListeningSocket().StartAsync();
        var (client, connection) = await server.PairAsync();
        using var _ = client;
        var sending = connection.Transport.Output.WriteAsync(Pattern(More)).AsTask();
        Assert.False(sending.IsCompleted);
        connection.Abort(new ConnectionAbortedException("enough"));
        Assert.True((await sending.WaitAsync(Eventually.Patience)).IsCompleted);
        await connection.DisposeAsync();
    }

    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> ReadAsync(SocketConnection connection, int length)
    {
        var all = new List<byte>();
        while (all.Count < length)
        {
            var read = await connection.Transport.Input.ReadAsync().AsTask().WaitAsync(Eventually.Patience);
            all.AddRange(read.Buffer.ToArray());
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
        return [.. all];
    }

    private static async Task<byte[]> ReceiveAsync(Socket client, int length)
    {
        var all = new byte[length];
        for (var got = 0; got < length;)
        {
            var count = await client.ReceiveAsync(all.AsMemory(got)).AsTask().WaitAsync(Eventually.Patience);
            Assert.NotEqual(0, count);
            got += count;
        }
        return all;
    }
}
