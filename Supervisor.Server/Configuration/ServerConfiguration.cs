namespace Supervisor.Server.Configuration;

/// <summary>A line to write to the main log once it is open: an included file, a warning about the configuration.</summary>
internal readonly record struct ConfigurationMessage(LogLevel Level, string Text);

/// <summary>A whole configuration, read once and checked; what the daemon runs on.</summary>
internal sealed record ServerConfiguration
{
    /// <summary>The main file, as given or as found on the search path.</summary>
    public required string File { get; init; }

    public required SupervisordOptions Supervisord { get; init; }

    /// <summary>All inet servers first, then the unix ones, each in file order.</summary>
    public required IReadOnlyList<HttpServerOptions> HttpServers { get; init; }

    /// <summary>Sorted by priority, then name.</summary>
    public required IReadOnlyList<GroupOptions> Groups { get; init; }

    /// <summary>Whether <c>[rpcinterface:supervisor]</c> is there; without it only <c>system.*</c> answers.</summary>
    public required bool HasSupervisorInterface { get; init; }

    public required IReadOnlyList<ConfigurationMessage> Messages { get; init; }

    /// <summary>Included files that are left out, as <c>isolate_includes</c> asks.</summary>
    public IReadOnlyList<BrokenFile> BrokenFiles { get; init; } = [];

    /// <summary>The names of the groups that may run from one of them: those stay as they are.</summary>
    public IReadOnlyList<string> GroupsOfBrokenFiles { get; init; } = [];
}
