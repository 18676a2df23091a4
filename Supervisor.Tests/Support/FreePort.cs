using System.Net;
using System.Net.Sockets;

namespace Supervisor.Tests.Support;

/// <summary>A TCP port of the loopback that was free a moment ago.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
