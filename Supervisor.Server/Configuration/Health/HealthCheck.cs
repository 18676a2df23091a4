namespace Supervisor.Server.Configuration;

/// <summary>How a check asks a program.</summary>
internal enum CheckKind
{
    /// <summary>By a command, whose exit status 0 is good.</summary>
    Command,

    /// <summary>A connection is taken.</summary>
    Tcp,

    /// <summary>The same on a unix socket.</summary>
    Unix,

    /// <summary>A request is answered with a good status.</summary>
    Http,
    Https,
    UnixHttp,
}

/// <summary>One question to a program whether all is well, as configured.</summary>
/// <param name="Kind">How.</param>
/// <param name="Text">As it is written.</param>
internal sealed record HealthCheck(CheckKind Kind, string Text)
{
    /// <summary>A name or an address without brackets; empty where there is none.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; }

    /// <summary>The unix socket; empty where there is none.</summary>
    public string SocketPath { get; init; } = "";

    /// <summary>What is asked for, from the slash on.</summary>
    public string Target { get; init; } = "/";
}
