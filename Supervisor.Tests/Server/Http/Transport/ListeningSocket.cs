using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Supervisor.Server.Http.Transport;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http.Transport;

/// <summary>The transport alone, without Kestrel: a loop, a listening socket at the loopback, and what it accepted.</summary>
internal sealed class ListeningSocket : IAsyncDisposable
{
    private readonly HttpLoop _http = new(TimeProvider.System, error => throw new InvalidOperationException("a turn of the loop failed", error));
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<SocketConnection> _accepted = Channel.CreateUnbounded<SocketConnection>();

    public ListeningSocket(long maxConnections = 100)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _socket.Listen(16);
        Listener = new SocketListener(
            _http, (int)_socket.SafeHandle.DangerousGetHandle(), _socket.LocalEndPoint!, maxConnections, each =>
            {
                each.Served();
                _accepted.Writer.TryWrite(each);
            });
    }

    public SocketListener Listener { get; }

    public async Task<ListeningSocket> StartAsync()
    {
        await OnLoopAsync(Listener.Start);
        return this;
    }

    public Task OnLoopAsync(Action action) => _http.Loop.InvokeAsync(() =>
    {
        action();
        return true;
    });

    public async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(_socket.LocalEndPoint!).WaitAsync(Eventually.Patience);
        return client;
    }

    public Task<SocketConnection> AcceptedAsync() => _accepted.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience);

    public bool HasAccepted => _accepted.Reader.Count > 0;

    public async Task<(Socket Client, SocketConnection Connection)> PairAsync() => (await ConnectAsync(), await AcceptedAsync());

    public Task StopAsync() => _http.Loop.InvokeAsync(async () =>
    {
        await Listener.StopAsync(TimeSpan.Zero);
        return true;
    });

    /// <summary>Elsewhere and later: a test may have gone on on the loop itself, which cannot wait for its own end.</summary>
    public ValueTask DisposeAsync()
    {
        _ = Task.Run(async () =>
        {
            await StopAsync();
            _http.Dispose();
            _socket.Dispose();
        });
        return ValueTask.CompletedTask;
    }
}
