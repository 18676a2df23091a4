using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Supervisor.Tests.Support;

/// <summary>
/// One connection that sends exactly the bytes it is told and reads HTTP/1.1 by its own few lines, so that neither
/// the client's manners nor the product's code stand between a test and the wire.
/// </summary>
internal sealed class HttpProbe : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly List<byte> _unread = [];

    private HttpProbe(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public static async Task<HttpProbe> ConnectAsync(EndPoint endPoint)
    {
        var family = endPoint.AddressFamily;
        var socket = new Socket(family, SocketType.Stream, family == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint).WaitAsync(Eventually.Patience);
            return new HttpProbe(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects, asks once, hangs up.</summary>
    public static async Task<HttpReply> AskAsync(EndPoint endPoint, string head, byte[]? body = null)
    {
        await using var probe = await ConnectAsync(endPoint);
        await probe.SendAsync([.. Encoding.UTF8.GetBytes(head), .. body ?? []]);
        return await probe.ReplyAsync();
    }

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task<HttpReply> ReplyAsync() => ReadReplyAsync().WaitAsync(2 * Eventually.Patience);

    /// <summary>Status line and headers only: the body follows in chunks.</summary>
    public async Task<HttpReply> HeadAsync()
    {
        var statusLine = await LineAsync();
        var headers = new List<KeyValuePair<string, string>>();
        for (var line = await LineAsync(); line.Length > 0; line = await LineAsync())
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }
        return new HttpReply(statusLine, headers, []);
    }

    /// <summary>The next chunk of a chunked body; empty at its end.</summary>
    public async Task<byte[]> ChunkAsync()
    {
        var length = int.Parse(await LineAsync(), NumberStyles.HexNumber);
        var bytes = await BytesAsync(length);
        await LineAsync();
        return bytes;
    }

    /// <summary>True when the other side closes without sending another byte.</summary>
    public async Task<bool> ClosesAsync()
    {
        try
        {
            return _unread.Count == 0 && !await FillAsync();
        }
        catch (IOException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync() => await _stream.DisposeAsync();

    private async Task<HttpReply> ReadReplyAsync()
    {
        var head = await HeadAsync();
        if (head["Transfer-Encoding"] is "chunked")
        {
            var body = new List<byte>();
            for (var chunk = await ChunkAsync(); chunk.Length > 0; chunk = await ChunkAsync())
                body.AddRange(chunk);
            return head with { Body = [.. body] };
        }
        if (head["Content-Length"] is { } length)
            return head with { Body = await BytesAsync(int.Parse(length)) };
        while (await FillAsync())
        {
            // Until the other side hangs up.
        }
        return head with { Body = Take(_unread.Count) };
    }

    private async Task<string> LineAsync()
    {
        int end;
        while ((end = _unread.IndexOf((byte)'\n')) < 0)
        {
            if (!await FillAsync())
                throw new EndOfStreamException($"The connection was closed in a line: '{Encoding.UTF8.GetString([.. _unread])}'");
        }
        return Encoding.UTF8.GetString(Take(end + 1)).TrimEnd('\r', '\n');
    }

    private async Task<byte[]> BytesAsync(int count)
    {
        while (_unread.Count < count)
        {
            if (!await FillAsync())
                throw new EndOfStreamException($"The connection was closed after {_unread.Count} of {count} bytes");
        }
        return Take(count);
    }

    private byte[] Take(int count)
    {
        var taken = _unread.GetRange(0, count).ToArray();
        _unread.RemoveRange(0, count);
        return taken;
    }

    private async Task<bool> FillAsync()
    {
        var buffer = new byte[65536];
        var read = await _stream.ReadAsync(buffer).AsTask().WaitAsync(Eventually.Patience);
        _unread.AddRange(buffer.AsSpan(0, read));
        return read > 0;
    }
}
