using System.Globalization;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>Checks as they are written: an address, or else a command.</summary>
internal static class HealthCheckParser
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;
    private const int HighestPort = 65535;

    /// <summary>Fails with <see cref="ConfigurationException"/>.</summary>
    public static HealthCheck Parse(string text)
    {
        var value = text.Trim();
        var scheme = value.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && !value[..end].Contains(' ') ? value[..end] : "";
        var rest = scheme.Length == 0 ? value : value[(scheme.Length + 3)..];
        return scheme switch
        {
            "" when value.Length > 0 => new(CheckKind.Command, value),
            "tcp" => Tcp(value, rest),
            "http" => Http(CheckKind.Http, value, rest, HttpPort),
            "https" => Http(CheckKind.Https, value, rest, HttpsPort),
            "unix" when rest.StartsWith('/') => new(CheckKind.Unix, value) { SocketPath = rest },
            "unix-http" when rest.StartsWith('/') && rest.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon && rest[(colon + 1)..].StartsWith('/') =>
                new(CheckKind.UnixHttp, value) { SocketPath = rest[..colon], Target = rest[(colon + 1)..], Host = "localhost" },
            _ => throw Refused(text),
        };
    }

    private static HealthCheck Tcp(string value, string rest)
    {
        var (host, port) = Address(value, rest);
        return new(CheckKind.Tcp, value) { Host = host, Port = port ?? throw Refused(value) };
    }

    private static HealthCheck Http(CheckKind kind, string value, string rest, int usualPort)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (host, port) = Address(value, slash < 0 ? rest : rest[..slash]);
        var target = slash < 0 ? "/" : rest[slash..];
        // What would end the line of the request would be another request.
        if (target.Any(character => character is <= ' ' or '\x7f'))
            throw Refused(value);
        return new(kind, value) { Host = host, Port = port ?? usualPort, Target = target };
    }

    private static (string Host, int? Port) Address(string value, string text)
    {
        var close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = text.IndexOf(':', close + 1);
        var host = close > 0 ? text[1..close] : colon < 0 ? text : text[..colon];
        if (host.Length == 0 || host.Any(character => character is <= ' ' or '/' or '@'))
            throw Refused(value);
        if (colon < 0)
            return (host, null);
        var port = text[(colon + 1)..];
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= HighestPort
            ? (host, number)
            : throw new ConfigurationException($"not a valid port number: {PythonText.Repr(port)}");
    }

    private static ConfigurationException Refused(string value) => new(
        $"not a valid check: {PythonText.Repr(value)} (tcp://HOST:PORT, unix:///PATH, http://HOST:PORT/PATH, https://…, unix-http:///SOCKET:/PATH, or a command)");
}
