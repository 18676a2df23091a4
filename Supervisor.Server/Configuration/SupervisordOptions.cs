namespace Supervisor.Server.Configuration;

/// <summary>The <c>[supervisord]</c> section with the command line applied over it. Paths are absolute.</summary>
internal sealed record SupervisordOptions
{
    /// <summary>022.</summary>
    public const int DefaultUmask = 0x12;

    public const int DefaultMinFds = 1024;
    public const int DefaultMinProcs = 200;
    public const int DefaultUpgradeWait = 30;

    public required string LogFile { get; init; }

    /// <summary><c>logfile=syslog</c>.</summary>
    public bool LogToSyslog { get; init; }

    public long LogFileMaxBytes { get; init; } = ProgramDefaults.LogFileMaxBytes;

    public int LogFileBackups { get; init; } = ProgramDefaults.LogFileBackups;

    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    public required string PidFile { get; init; }

    public int Umask { get; init; } = DefaultUmask;

    public string? Directory { get; init; }

    public bool NoDaemon { get; init; }

    public bool Silent { get; init; }

    public bool NoCleanup { get; init; }

    public bool StripAnsi { get; init; }

    public int MinFds { get; init; } = DefaultMinFds;

    public int MinProcs { get; init; } = DefaultMinProcs;

    /// <summary>Seconds that an upgrade waits for calls which wait for a program.</summary>
    public int UpgradeWait { get; init; } = DefaultUpgradeWait;

    /// <summary>How many programs the daemon has in STARTING by its own doing; 0 for as many as there are.</summary>
    public int StartConcurrency { get; init; }

    public bool CreateLogDirs { get; init; }

    public OrphanPolicy Orphans { get; init; } = OrphanPolicy.Warn;

    /// <summary>Where the children stand that outlive a crash of the daemon; null for nowhere.</summary>
    public string? StateFile { get; init; }

    /// <summary>Where it stands up to when schedules are seen to, for the next daemon; null for nowhere.</summary>
    public string? ScheduleFile { get; init; }

    /// <summary>Whether an included file with a mistake is left out rather than refused with everything.</summary>
    public bool IsolateIncludes { get; init; }

    /// <summary>The daemon ends when no program is left that is up or will be.</summary>
    public bool ExitWhenDone { get; init; }

    /// <summary>The process, as <c>group:process</c>, whose exit code is the daemon's where its programs end it; null for the one that did.</summary>
    public string? ExitCodeFrom { get; init; }

    public required string ChildLogDir { get; init; }

    /// <summary>The user the daemon switches to; null stays.</summary>
    public int? Uid { get; init; }

    public string Identifier { get; init; } = "supervisor";

    public EquatableList<EnvironmentVariable> Environment { get; init; } = EquatableList<EnvironmentVariable>.Empty;
}
