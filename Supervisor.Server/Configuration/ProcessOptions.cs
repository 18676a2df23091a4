using Supervisor.Server.Interop;

namespace Supervisor.Server.Configuration;

/// <summary>One process as configured: a program section after <c>numprocs</c> and every expansion. Equal when nothing about it changed.</summary>
internal sealed record ProcessOptions
{
    public required string Name { get; init; }

    /// <summary>The name of its section, which its processes share; null where it is its own name.</summary>
    public string? Program { get; init; }

    /// <summary>The command line as written; may be empty, which fails at spawn.</summary>
    public required string Command { get; init; }

    /// <summary>Working directory of the child; null keeps the daemon's. Not checked before the spawn.</summary>
    public string? Directory { get; init; }

    public int? Umask { get; init; }

    public int Priority { get; init; } = ProgramDefaults.Priority;

    public bool AutoStart { get; init; } = true;

    public RestartPolicy AutoRestart { get; init; } = RestartPolicy.Unexpected;

    public int StartSeconds { get; init; } = ProgramDefaults.StartSeconds;

    public int StartRetries { get; init; } = ProgramDefaults.StartRetries;

    /// <summary>Pauses between restarts, and their limit; null for what stock does.</summary>
    public RestartOptions? Restarting { get; init; }

    /// <summary>It is there to end: an expected code is a success, however soon it comes, and not followed by a restart.</summary>
    public bool OneShot { get; init; }

    /// <summary>The times at which it runs; null for one that does not run by the clock.</summary>
    public ScheduleOptions? Schedule { get; init; }

    /// <summary>A run that takes longer is stopped; null for none that does.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>Commands around starts and stops; null for none.</summary>
    public HookOptions? Hooks { get; init; }

    /// <summary>The daemon ends when this process has ended for good.</summary>
    public bool ExitOnEnd { get; init; }

    /// <summary>The daemon ends when this process has failed.</summary>
    public bool ExitOnFailure { get; init; }

    /// <summary>The signal's number.</summary>
    public int StopSignal { get; init; } = ProgramDefaults.StopSignal;

    public int StopWaitSeconds { get; init; } = ProgramDefaults.StopWaitSeconds;

    public bool StopAsGroup { get; init; }

    public bool KillAsGroup { get; init; }

    public EquatableList<int> ExitCodes { get; init; } = new([ProgramDefaults.ExitCode]);

    /// <summary>The user id to run as; null keeps the daemon's.</summary>
    public int? Uid { get; init; }

    /// <summary>Null for the groups of that user.</summary>
    public RunGroups? Groups { get; init; }

    /// <summary>What a child takes of limits, priorities and their like, in the order in which it is taken; empty for what the daemon has.</summary>
    public EquatableList<ResourceSetting> Resources { get; init; } = EquatableList<ResourceSetting>.Empty;

    /// <summary>How it says that it is ready, and that it lives; null for nothing.</summary>
    public HealthOptions? Health { get; init; }

    /// <summary>What becomes of the processes that it starts; null for what stock does, which is nothing.</summary>
    public TreeOptions? Tree { get; init; }

    /// <summary>What it waits for before it starts; null for nothing.</summary>
    public DependencyOptions? Dependencies { get; init; }

    public bool RedirectStderr { get; init; }

    /// <summary>The child outlives a crash of the daemon with its pipes whole, and the next daemon adopts it.</summary>
    public bool Survive { get; init; }

    /// <summary><c>[supervisord] environment</c> with the program's own merged over it.</summary>
    public EquatableList<EnvironmentVariable> Environment { get; init; } = EquatableList<EnvironmentVariable>.Empty;

    /// <summary>Where other variables come from, and which of the daemon's are given; null as a rule.</summary>
    public EnvironmentSources? Sources { get; init; }

    /// <summary>What <c>SUPERVISOR_SERVER_URL</c> is set to; null computes it from the servers.</summary>
    public string? ServerUrl { get; init; }

    /// <summary>Where the directory of a log is missing, it is made.</summary>
    public bool CreateLogDirs { get; init; }

    public ChannelOptions Stdout { get; init; } = new();

    public ChannelOptions Stderr { get; init; } = new();

    /// <summary>The listening socket that becomes fd 0; only for processes of a <c>[fcgi-program:x]</c>.</summary>
    public FastCgiSocketOptions? Socket { get; init; }
}
