using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The socket of a <c>[fcgi-program:x]</c>.</summary>
internal sealed partial class ConfigurationReader
{
    private const int DefaultSocketMode = 0x1C0; // 0700

    private FastCgiSocketOptions FastCgiSocket(IniDocument document, IniSection section)
    {
        var options = Options(document, section, Here());
        var program = OptionParsers.Name(NameOf(section));
        var user = options.GetOrNull("user", OptionParsers.User);
        var backlog = options.GetOrNull("socket_backlog", OptionParsers.Integer);
        if (backlog is < 1 or > 65535)
            throw new ConfigurationException($"Invalid socket_backlog value {backlog}");
        var owner = options.GetOrNull("socket_owner", written => Named("socket_owner", written, OptionParsers.Owner));
        var mode = options.GetOrNull("socket_mode", octal => Named("socket_mode", octal, OptionParsers.Octal));
        var url = options.With(options.Expansion.With("program_name", program)).Text("socket");
        if (string.IsNullOrEmpty(url))
            throw new ConfigurationException($"[{section.Name}] section requires a \"socket\" line");
        try
        {
            return FastCgiSocket(program, url, user, owner, mode) with { Backlog = backlog };
        }
        catch (ConfigurationException refusal)
        {
            throw new ConfigurationException($"{refusal.Message} in [{section.Name}] socket");
        }
    }

    private static FastCgiSocketOptions FastCgiSocket(string program, string url, UserEntry? user, (int Uid, int? Gid)? owner, int? mode)
    {
        if (url.StartsWith("unix://", StringComparison.Ordinal))
        {
            var path = url["unix://".Length..];
            if (!path.StartsWith('/'))
                throw new ConfigurationException(Pair("Unix socket path %s is not an absolute path", path));
            if (owner is null && user is { } other && other.Uid != Credentials.CurrentUid)
                owner = (other.Uid, other.Gid);
            path = Path.GetFullPath(path);
            return new()
            {
                ProgramName = program,
                Url = $"unix://{path}",
                UnixPath = path,
                OwnerUid = owner?.Uid,
                OwnerGid = owner?.Gid,
                Mode = mode ?? DefaultSocketMode,
            };
        }
        if (owner is not null || mode is not null)
            throw new ConfigurationException("socket_owner and socket_mode params should only be used with a Unix domain socket");
        var address = url.StartsWith("tcp://", StringComparison.Ordinal) ? url["tcp://".Length..] : "";
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon + 1 == address.Length || address.Any(char.IsWhiteSpace) || !address[(colon + 1)..].All(char.IsAsciiDigit))
            throw new ConfigurationException(Pair("Bad socket format %s", url));
        var (host, port) = (address[..colon].ToLowerInvariant(), OptionParsers.Port(address[(colon + 1)..]));
        return new() { ProgramName = program, Url = $"tcp://{host}:{port}", Host = host, Port = port };
    }

    /// <summary>Stock shows these two as the pair they were raised with; scripts may know them so.</summary>
    private static string Pair(string format, string value) => $"({PythonText.Repr(format)}, {PythonText.Repr(value)})";
}
