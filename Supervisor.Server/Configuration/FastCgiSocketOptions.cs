namespace Supervisor.Server.Configuration;

/// <summary>The socket of a <c>[fcgi-program:x]</c>; shared by the processes of that program in one group.</summary>
internal sealed record FastCgiSocketOptions
{
    public required string ProgramName { get; init; }

    /// <summary><c>unix:///path</c> or <c>tcp://host:port</c>, normalised as log lines show it.</summary>
    public required string Url { get; init; }

    /// <summary>Path of a unix socket; null for tcp.</summary>
    public string? UnixPath { get; init; }

    public string? Host { get; init; }

    public int Port { get; init; }

    /// <summary>Owner of the socket file; null leaves it. A gid of null leaves the group.</summary>
    public int? OwnerUid { get; init; }

    public int? OwnerGid { get; init; }

    /// <summary>Permission bits of the socket file; null keeps the default 0700.</summary>
    public int? Mode { get; init; }

    /// <summary>Listen backlog; null takes the system's maximum.</summary>
    public int? Backlog { get; init; }
}
