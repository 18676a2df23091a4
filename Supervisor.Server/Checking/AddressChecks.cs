using Supervisor.Server.Configuration;
using Supervisor.Server.Python;

namespace Supervisor.Server.Checking;

/// <summary>Whether two sections want the same port or the same socket. What others on this machine hold is not looked at.</summary>
internal sealed class AddressChecks(ConfigurationInspection inspection)
{
    /// <param name="Holder">The same holder may have it several times: the processes of one program in one group share a socket.</param>
    private sealed record Claim(IniSection Section, string Key, string Holder, string? Path, string Host, int Port)
    {
        public bool Meets(Claim other) => Path is not null || other.Path is not null
            ? Path == other.Path
            : Port == other.Port && (Host == other.Host || IsEverywhere(Host) || IsEverywhere(other.Host));

        public override string ToString() => Path ?? $"{(Host.Length == 0 ? "*" : Host)}:{Port}";
    }

    public void Check(ServerConfiguration configuration)
    {
        var claims = new List<Claim>();
        foreach (var claim in Servers(configuration).Concat(Sockets(configuration)))
        {
            if (claims.Find(other => other.Holder == claim.Holder) is not null)
                continue;
            if (claims.Find(claim.Meets) is { } first)
            {
                var place = inspection.Document.Value(first.Section, first.Key);
                inspection.Error(claim.Section, claim.Key, $"{claim} is taken already, by {first.Holder} ({place?.File ?? first.Section.File}:{place?.Line ?? first.Section.Line})");
            }
            claims.Add(claim);
        }
    }

    private IEnumerable<Claim> Servers(ServerConfiguration configuration) =>
        from server in configuration.HttpServers
        let section = inspection.Document.Find(server.Section)!
        select server switch
        {
            InetServerOptions inet => new Claim(section, "port", $"[{section.Name}]", null, Address(inet.Host), inet.Port),
            UnixServerOptions unix => new Claim(section, "file", $"[{section.Name}]", unix.Path, "", 0),
            _ => throw new InvalidOperationException($"{server} has no address"),
        };

    private IEnumerable<Claim> Sockets(ServerConfiguration configuration) =>
        from grouped in configuration.Groups
        from process in grouped.Processes
        from socket in new[] { process.Socket }.OfType<FastCgiSocketOptions>()
        let section = inspection.Sections[process]
        let holder = $"[{section.Name}]{(grouped.Name == socket.ProgramName ? "" : $" in the group {PythonText.Repr(grouped.Name)}")}"
        select new Claim(section, "socket", holder, socket.UnixPath, Address(socket.Host ?? ""), socket.Port);

    /// <summary>One way to write what has several.</summary>
    private static string Address(string host) => host switch
    {
        "localhost" => "127.0.0.1",
        "0.0.0.0" or "[::]" or "::" => "",
        _ => host,
    };

    private static bool IsEverywhere(string host) => host.Length == 0;
}
