using System.Net;

namespace Supervisor.Server.Http;

/// <summary>From where an address can be reached.</summary>
internal static class ServerReach
{
    /// <summary>By this machine alone.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>By other machines too, as far as the address can tell: a firewall may say otherwise. A unix socket is this machine's.</summary>
    public static bool IsBeyondThisMachine(EndPoint listening) => listening is IPEndPoint inet && !IsLoopback(inet.Address);
}
