using Supervisor.Server.Configuration;

namespace Supervisor.Server.Hosting;

/// <summary>What children find in SUPERVISOR_SERVER_URL: the first unix server, else the last inet one. Fixed at the daemon's start.</summary>
internal static class ServerUrl
{
    public static string? Of(IReadOnlyList<HttpServerOptions> servers)
    {
        if (servers.OfType<UnixServerOptions>().FirstOrDefault() is { } unix)
            return $"unix://{unix.Path}";
        if (servers.OfType<InetServerOptions>().LastOrDefault() is { } inet)
            return $"http://{(inet.Host is "" or "*" or "::" or "[::]" ? "localhost" : inet.Host)}:{inet.Port}";
        return null;
    }
}
