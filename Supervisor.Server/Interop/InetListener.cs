using System.Net;
using System.Net.Sockets;

namespace Supervisor.Server.Interop;

/// <summary>Opens listening TCP sockets, for requests and for FastCGI programs alike. What goes wrong is a <see cref="SocketException"/>.</summary>
internal static class InetListener
{
    /// <param name="host">An address, a name, or nothing or <c>*</c> for every address of this machine.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="backlog">Connections that may wait.</param>
    public static Socket Open(string host, int port, int backlog)
    {
        var address = Resolve(host);
        // SO_REUSEADDR is set by Bind itself; asking for it through SetSocketOption would add SO_REUSEPORT, and with that
        // a second supervisord of the same user could listen on the same port.
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            // Two sockets with SO_REUSEADDR may bind one address; only the second listen fails, so it belongs here.
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>IPv4 where the name has it, as stock knows nothing else.</summary>
    private static IPAddress Resolve(string host)
    {
        if (host is "" or "*")
            return IPAddress.Any;
        if (IPAddress.TryParse(host, out var literal))
            return literal;
        try
        {
            var addresses = Dns.GetHostAddresses(host);
            return Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork)
                ?? addresses.FirstOrDefault()
                ?? throw new SocketException((int)SocketError.NoData);
        }
        catch (Exception error) when (error is not SocketException)
        {
            // A name that cannot be one (too long, with characters that no name has) is told in several other ways.
            throw new SocketException((int)SocketError.HostNotFound, error.Message);
        }
    }
}
