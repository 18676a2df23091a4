using System.Net;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Server.Http;

/// <summary>
/// A stranger's name that was made to point at this machine, so that the stranger's page and this server look like one site to a
/// browser (DNS rebinding). Only a server that asks for no password and is reached over the loopback has anything to lose by it: a
/// password is not sent to such a name, and elsewhere people do use names of their own making.
/// </summary>
internal static class ForeignName
{
    private const int DefaultPort = 80;

    public static bool IsUsed(HttpContext context)
    {
        var connection = context.Connection;
        if (ServerSection.Of(context).Authentication is not null || connection.LocalIpAddress is not { } address || !ServerReach.IsLoopback(address))
            return false;
        var headers = context.Request.Headers;
        if (headers.AcceptLanguage.Count == 0 && headers.Origin.Count == 0 && !headers.ContainsKey("Sec-Fetch-Site"))
            return false; // No browser.
        return IsForeign(context.Request.Host, connection.LocalPort);
    }

    /// <summary>A proxy that passes the name on is reached at another port than this; a name without one was reached at HTTP's own.</summary>
    public static bool IsForeign(HostString host, int localPort) => (host.Port ?? DefaultPort) == localPort && !IsHarmless(host.Host);

    /// <summary>Addresses, names without a dot, and this machine's own name: nobody else can own these.</summary>
    private static bool IsHarmless(string host)
    {
        var name = host.TrimEnd('.');
        return IPAddress.TryParse(name.Trim('[', ']'), out _)
            || !name.Contains('.', StringComparison.Ordinal)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || name.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(Environment.MachineName + ".", StringComparison.OrdinalIgnoreCase);
    }
}
