namespace Supervisor.Server.Configuration;

/// <summary>What supervisord's command line says; null and false leave it to the configuration.</summary>
internal sealed record CommandLineOptions
{
    public bool Help { get; init; }

    public bool Version { get; init; }

    public string? ConfigurationFile { get; init; }

    public bool NoDaemon { get; init; }

    public bool Silent { get; init; }

    public string? User { get; init; }

    public int? Umask { get; init; }

    public string? Directory { get; init; }

    public string? LogFile { get; init; }

    public long? LogFileMaxBytes { get; init; }

    public int? LogFileBackups { get; init; }

    public LogLevel? LogLevel { get; init; }

    public string? PidFile { get; init; }

    public string? Identifier { get; init; }

    public string? ChildLogDir { get; init; }

    public bool NoCleanup { get; init; }

    public int? MinFds { get; init; }

    public int? MinProcs { get; init; }

    public bool StripAnsi { get; init; }

    /// <summary>Only look for mistakes.</summary>
    public bool Check { get; init; }

    /// <summary>With <see cref="Check"/>: print the configuration as it will be.</summary>
    public bool Print { get; init; }

    /// <summary>With <see cref="Check"/>: warnings give an exit code.</summary>
    public bool Strict { get; init; }
}
