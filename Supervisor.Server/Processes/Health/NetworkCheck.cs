using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>One check by a connection: that it is taken, or what a request on it is answered. Of the answer no more than its first line is read. Not for the event loop's thread.</summary>
internal sealed class NetworkCheck(ProbeOptions options, HostLookups hosts, Mounts mounts)
{
    private const int LongestFirstLine = 4096;

    private HealthCheck Check => options.Check;

    /// <summary>Never fails, but by <paramref name="cancelled"/>.</summary>
    public async Task<CheckResult> RunAsync(CancellationToken cancelled)
    {
        // A connection by a name on such a mount could not be given up.
        if (Check.SocketPath.Length > 0 && mounts.MayHang(Check.SocketPath) is { } mount)
            return new(false, $"'{mount.Point}' ({mount.Type}), where the socket is, may not answer");
        try
        {
            using var socket = await ConnectAsync(cancelled).ConfigureAwait(false);
            return Check.Kind is CheckKind.Tcp or CheckKind.Unix ? new(true, "connected") : await AskAsync(socket, cancelled).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancelled.IsCancellationRequested)
        {
            return new(false, (failure as SocketException ?? failure.InnerException as SocketException) is { } refused ? Words(refused.SocketErrorCode) : failure.Message);
        }
    }

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset",
        SocketError.HostNotFound or SocketError.NoData => "no such host",
        SocketError.TryAgain => "the name service does not answer",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no way there",
        SocketError.AddressNotAvailable => "no such socket",
        _ => error.ToString(),
    };

    private async Task<Socket> ConnectAsync(CancellationToken cancelled)
    {
        if (Check.Kind is CheckKind.Unix or CheckKind.UnixHttp)
            return await ConnectAsync(new UnixDomainSocketEndPoint(Check.SocketPath), ProtocolType.Unspecified, cancelled).ConfigureAwait(false);
        var addresses = await hosts.FindAsync(Check.Host, cancelled).ConfigureAwait(false);
        for (var at = 0; ; at++)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(addresses[at], Check.Port), ProtocolType.Tcp, cancelled).ConfigureAwait(false);
            }
            catch (SocketException) when (at < addresses.Length - 1)
            {
                // A name may stand for several: the next one is tried.
            }
        }
    }

    private static async Task<Socket> ConnectAsync(EndPoint place, ProtocolType protocol, CancellationToken cancelled)
    {
        var socket = new Socket(place.AddressFamily, SocketType.Stream, protocol);
        try
        {
            await socket.ConnectAsync(place, cancelled).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<CheckResult> AskAsync(Socket socket, CancellationToken cancelled)
    {
        await using var plain = new NetworkStream(socket, ownsSocket: false);
        await using var stream = await SecureAsync(plain, socket, cancelled).ConfigureAwait(false);
        await stream.WriteAsync(Request(), cancelled).ConfigureAwait(false);
        var line = await FirstLineAsync(stream, cancelled).ConfigureAwait(false);
        if (!line.StartsWith("HTTP/", StringComparison.Ordinal) || line.Split(' ') is not [_, { Length: 3 } code, ..] || !int.TryParse(code, out var status))
            return new(false, line.Length == 0 ? "no answer: the connection was closed" : "the answer is no HTTP");
        return new(status >= options.LowestStatus && status <= options.HighestStatus, code);
    }

    /// <summary>A certificate is looked at where the connection leaves the machine.</summary>
    private async Task<Stream> SecureAsync(NetworkStream plain, Socket socket, CancellationToken cancelled)
    {
        if (Check.Kind != CheckKind.Https)
            return plain;
        var isLocal = socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
        var secure = new SslStream(plain, leaveInnerStreamOpen: true, (_, _, _, errors) => isLocal || errors == SslPolicyErrors.None);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = options.HttpHost ?? Check.Host }, cancelled).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private byte[] Request()
    {
        var usual = Check.Kind == CheckKind.Https ? 443 : 80;
        var name = Check.Host.Contains(':') ? $"[{Check.Host}]" : Check.Host;
        var host = options.HttpHost ?? (Check.Port == 0 || Check.Port == usual ? name : $"{name}:{Check.Port}");
        var headers = string.Concat(options.Headers.Select(header => header + "\r\n"));
        return Encoding.UTF8.GetBytes($"GET {Check.Target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: supervisord\r\nAccept: */*\r\nConnection: close\r\n{headers}\r\n");
    }

    private static async Task<string> FirstLineAsync(Stream stream, CancellationToken cancelled)
    {
        var bytes = new byte[LongestFirstLine];
        var length = 0;
        while (length < bytes.Length)
        {
            var count = await stream.ReadAsync(bytes.AsMemory(length), cancelled).ConfigureAwait(false);
            var end = bytes.AsSpan(length, count).IndexOf((byte)'\n');
            length += count;
            if (count == 0 || end >= 0)
                return Encoding.ASCII.GetString(bytes, 0, end < 0 ? length : length - count + end).TrimEnd('\r');
        }
        return Encoding.ASCII.GetString(bytes);
    }
}
