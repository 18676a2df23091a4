using System.Text.Json.Serialization;

namespace Supervisor.Server.Configuration;

/// <summary>One <c>[inet_http_server…]</c> or <c>[unix_http_server…]</c> section.</summary>
[JsonDerivedType(typeof(InetServerOptions), "inet")]
[JsonDerivedType(typeof(UnixServerOptions), "unix")]
internal abstract record HttpServerOptions
{
    /// <summary>The section's name, as log lines show it.</summary>
    public required string Section { get; init; }

    /// <summary>Null or empty: no authentication.</summary>
    public string? Username { get; init; }

    /// <summary>Clear text or <c>{SHA}</c> and 40 hex digits.</summary>
    public string? Password { get; init; }
}

internal sealed record InetServerOptions : HttpServerOptions
{
    /// <summary>Lower case; empty means all addresses.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }
}

internal sealed record UnixServerOptions : HttpServerOptions
{
    /// <summary>Absolute path of the socket.</summary>
    public required string Path { get; init; }

    /// <summary>0700.</summary>
    public const int DefaultMode = 0x1C0;

    public int Mode { get; init; } = DefaultMode;

    /// <summary>Owner of the socket file; null leaves it to the daemon's.</summary>
    public int? OwnerUid { get; init; }

    public int? OwnerGid { get; init; }
}
