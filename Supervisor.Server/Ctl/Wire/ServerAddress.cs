using System.Globalization;
using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Ctl.Wire;

/// <summary>Where a server URL points: a unix socket's path, or a host and a port.</summary>
internal sealed record ServerAddress
{
    private const int DefaultPort = 80;

    public string? SocketPath { get; private init; }

    public string Host { get; private init; } = "localhost";

    public int Port { get; private init; }

    /// <summary>What the header <c>Host</c> says.</summary>
    public string HostHeader => SocketPath is not null ? "localhost"
        : Port == DefaultPort ? Bracketed
        : $"{Bracketed}:{Port}";

    private string Bracketed => Host.Contains(':') ? $"[{Host}]" : Host;

    /// <summary>Refuses as stock does, at the first use and not when the URL is given.</summary>
    public static ServerAddress Parse(string url)
    {
        if (url.StartsWith("unix://", StringComparison.Ordinal))
            return new ServerAddress { SocketPath = url[7..] };
        if (!url.StartsWith("http://", StringComparison.Ordinal))
            throw ClientException.Value($"Unknown protocol for serverurl {url}");
        var authority = url[7..];
        if (authority.AsSpan().IndexOfAny("/?#") is >= 0 and var end)
            authority = authority[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var hostEnd = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : 0;
        var colon = authority.IndexOf(':', hostEnd);
        var host = (colon < 0 ? authority : authority[..colon]).Trim('[', ']').ToLowerInvariant();
        if (host.Length == 0)
            throw ClientException.Value($"There is no host in the serverurl {url}");
        return new ServerAddress { Host = host, Port = colon < 0 ? DefaultPort : PortOf(authority[(colon + 1)..]) };
    }

    /// <summary>Every place to try, in order.</summary>
    public IReadOnlyList<byte[]> Resolve()
    {
        try
        {
            return SocketPath is null
                ? StreamSockets.InetAddresses(Host, Port)
                : [StreamSockets.UnixAddress(SocketPath) ?? throw new ClientException("OSError", "AF_UNIX path too long")];
        }
        catch (NameResolutionException unknown)
        {
            throw new ClientException("socket.gaierror", $"[Errno {unknown.Code}] {unknown.Message}");
        }
    }

    private static int PortOf(string text)
    {
        if (text.Length == 0)
            return DefaultPort;
        if (!text.All(char.IsAsciiDigit))
            throw ClientException.Value($"Port could not be cast to integer value as {PythonText.Repr(text)}");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw ClientException.Value("Port out of range 0-65535");
    }
}
