using System.Net;
using System.Net.Sockets;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Http;

/// <summary>Opens a listening TCP socket for a host and a port.</summary>
internal static class InetSocket
{
    public static Socket Open(InetServerOptions options, int backlog)
    {
        Socket? socket = null;
        try
        {
            var address = Resolve(options.Host);
            // SO_REUSEADDR is set by Bind itself; asking for it through SetSocketOption would add SO_REUSEPORT, and with that
            // a second supervisord of the same user could listen on the same port.
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, options.Port));
            // Two sockets with SO_REUSEADDR may bind one address; only the second listen fails, so it belongs here.
            socket.Listen(backlog);
            return socket;
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            throw SocketFailure.Of(error);
        }
    }

    /// <summary>IPv4 where the name has it, as stock knows nothing else.</summary>
    private static IPAddress Resolve(string host)
    {
        if (host is "" or "*")
            return IPAddress.Any;
        if (IPAddress.TryParse(host, out var literal))
            return literal;
        var addresses = Dns.GetHostAddresses(host);
        return Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork)
            ?? addresses.FirstOrDefault()
            ?? throw new SocketException((int)SocketError.NoData);
    }
}
