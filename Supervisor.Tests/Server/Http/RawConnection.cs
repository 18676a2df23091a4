using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Supervisor.Tests.Server.Http;

/// <summary>A client that sends exactly the bytes it is told to.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly List<byte> _received = [];

    private RawConnection(Socket socket) => _socket = socket;

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    public static async Task<RawConnection> OpenAsync(EndPoint server)
    {
        var socket = server is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server).WaitAsync(Patience);
        return new RawConnection(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent)).AsTask().WaitAsync(Patience);
    }

    /// <summary>Says that nothing more will come, and still listens.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public async Task<RawResponse> AskAsync(string request)
    {
        await SendAsync(request);
        return await ReadResponseAsync();
    }

    /// <summary>Reads one response by its Content-Length; what follows stays for the next.</summary>
    public async Task<RawResponse> ReadResponseAsync()
    {
        int end;
        while ((end = Encoding.Latin1.GetString([.. _received]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
            Assert.True(await ReceiveAsync(), $"closed after '{Encoding.Latin1.GetString([.. _received])}'");
        var head = Encoding.Latin1.GetString([.. _received.Take(end)]).Split("\r\n");
        var headers = head.Skip(1).Select(line => line.Split(':', 2)).Select(h => (Name: h[0], Value: h[1].Trim())).ToList();
        var length = int.Parse(headers.Single(h => h.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value);
        while (_received.Count < end + 4 + length)
            Assert.True(await ReceiveAsync(), "closed within the body");
        var body = _received.Skip(end + 4).Take(length).ToArray();
        _received.RemoveRange(0, end + 4 + length);
        return new RawResponse(head[0], headers, body);
    }

    /// <summary>Whether the server closes without another byte.</summary>
    public async Task<bool> IsClosedAsync() => _received.Count == 0 && !await ReceiveAsync();

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReceiveAsync()
    {
        var buffer = new byte[65536];
        var count = await _socket.ReceiveAsync(buffer).WaitAsync(Patience);
        _received.AddRange(buffer[..count]);
        return count > 0;
    }
}
