using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Supervisor.Rpc.XmlRpc;

/// <summary>One connection that is kept, with as little of its own in the measured time as can be.</summary>
internal sealed class Client(NetworkStream stream) : IDisposable
{
    private byte[] _buffer = new byte[1 << 16];

    public static async Task<Client> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new Client(new NetworkStream(socket, ownsSocket: true));
    }

    public async Task<XmlRpcValue> CallAsync(string method, params XmlRpcValue[] arguments)
    {
        var response = XmlRpcReader.ReadResponse((await AskAsync(method, arguments)).Span);
        return response.Value ?? throw new InvalidOperationException(response.Fault!.Text);
    }

    /// <summary>The answer as it came, for who measures the server and not this reader; good until the next call.</summary>
    public async Task<ReadOnlyMemory<byte>> AskAsync(string method, params XmlRpcValue[] arguments)
    {
        var body = XmlRpcWriter.Write(new MethodCall(method, arguments));
        var head = $"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body.Span]);
        var filled = 0;
        while (true)
        {
            if (filled == _buffer.Length)
                Array.Resize(ref _buffer, filled * 2);
            var count = await stream.ReadAsync(_buffer.AsMemory(filled));
            filled += count > 0 ? count : throw new IOException("the server hung up");
            var end = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) + 4;
            if (end >= 4 && filled - end >= LengthIn(Encoding.ASCII.GetString(_buffer, 0, end)))
                return _buffer.AsMemory(end, filled - end);
        }
    }

    public void Dispose() => stream.Dispose();

    private static int LengthIn(string head)
    {
        const string Name = "content-length:";
        var line = head.Split("\r\n").First(l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return int.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture);
    }
}
