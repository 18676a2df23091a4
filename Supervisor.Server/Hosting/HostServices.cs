using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Hosting;

/// <summary>What outlives a restart: the loop, the spawner, the environment the daemon was started with.</summary>
internal sealed class HostServices
{
    public required EventLoop Loop { get; init; }

    public required SpawnQueue SpawnQueue { get; init; }

    public required LogWriter LogWriter { get; init; }

    public required FailureReports Failures { get; init; }

    /// <summary>What speaks HTTP; its threads are made once.</summary>
    public required HttpEngine Http { get; init; }

    public required TimeProvider Time { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The same, as the kernel takes it.</summary>
    public required BaseEnvironment SharedEnvironment { get; init; }

    /// <summary>The daemon's stderr: for what must be said before there is a log.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What else stands for the streams the daemon was started with, until it is in the background.</summary>
    public IReadOnlyList<int> StandardStreamCopies { get; init; } = [];

    /// <summary>The timestamp that the loop's clock counts from.</summary>
    public required long Origin { get; init; }

    /// <summary>Numbers events over all pools; goes on over a restart.</summary>
    public SerialCounter EventSerials { get; init; } = new();

    /// <summary>What the life before knew of its schedules.</summary>
    public IReadOnlyDictionary<ProcessKey, ScheduleStatus> Schedules { get; set; } = new Dictionary<ProcessKey, ScheduleStatus>();

    /// <summary>Processes that outlived their program and were named, by pid and start.</summary>
    public HashSet<(int Pid, long StartedAt)> NamedSurvivors { get; } = [];

    /// <summary>The word to the service manager.</summary>
    public required ServiceNotification Manager { get; init; }

    /// <summary>The file that an upgrade executes.</summary>
    public required ProgramFile Program { get; init; }

    /// <summary>Which image of the process this is.</summary>
    public UpgradeHistory Upgrades { get; init; } = new();

    /// <summary>Where the program stood when it was started.</summary>
    public required string StartDirectory { get; init; }

    /// <summary>The thread that starts the children, and executes the next image.</summary>
    public required Thread MainThread { get; init; }

    /// <summary>What the program ends with where nothing fails.</summary>
    public int ExitCode { get; set; }

    /// <summary>True until the first restart.</summary>
    public bool FirstLife { get; set; } = true;
}
