using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>What every process of one life of the daemon shares. Owned by the host; used on the loop's thread.</summary>
internal sealed class ProcessContext
{
    public required EventLoop Loop { get; init; }

    public required TimeProvider Time { get; init; }

    public required IMainLog Log { get; init; }

    public required LogWriter LogWriter { get; init; }

    public required EventBus Events { get; init; }

    public required SpawnQueue SpawnQueue { get; init; }

    /// <summary>Keeps a user database that does not answer from taking more than one of the threads that start children.</summary>
    public UserLookups UserLookups { get; } = new();

    /// <summary>The hosts that are asked how programs are. Loop thread only.</summary>
    public HostLookups Hosts => field ??= new();

    /// <summary>The cgroups of programs that have one.</summary>
    public Cgroups Cgroups { get; } = new();

    /// <summary>Told of each stop by request that has ended, with the pid that the program had.</summary>
    public Action<ManagedProcess, int>? StopEnded { get; set; }

    /// <summary>Where the children stand that outlive a crash of the daemon; null where there are none.</summary>
    public StateFile? StateFile { get; init; }

    /// <summary>Told of each process that has come to EXITED or FATAL, after all that follows from it was said and done.</summary>
    public Action<ManagedProcess>? Ended { get; set; }

    /// <summary>The daemon's own environment, passed on to children unmodified.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The same, as the kernel takes it.</summary>
    public required BaseEnvironment SharedEnvironment { get; init; }

    /// <summary>What SUPERVISOR_SERVER_URL is where a program does not say; fixed at start.</summary>
    public required string? ServerUrl { get; init; }

    /// <summary>The number of the log that an earlier object of this life wrote to the daemon's stdout by; null for none.</summary>
    public int? StdoutLog { get; init; }

    /// <summary>The daemon's stdout, for what programs write. Loop thread only.</summary>
    public DaemonStdout Stdout => field ??= new DaemonStdout(LogWriter, StdoutLog);

    /// <summary>Where output goes besides the logs. Loop thread only.</summary>
    public OutputSinks Output => field ??= new OutputSinks(Loop, Log, Events, LogWriter.Syslog, Stdout);

    /// <summary>False while the daemon is shutting down or restarting: nothing is started any more.</summary>
    public bool MayStart { get; set; } = true;

    /// <summary>Decides about starts that are due; null while no process has anything to wait for.</summary>
    public StartGates? Gates { get; set; }

    /// <summary>Begins the runs that are due; null while no process runs by the clock.</summary>
    public Scheduler? Schedules { get; set; }

    /// <summary>Where it stands up to when schedules are seen to; null for nowhere.</summary>
    public ScheduleFile? ScheduleFile { get; init; }

    /// <summary>What was known of the schedules of the life before, by group and process.</summary>
    public IReadOnlyDictionary<ProcessKey, ScheduleStatus> EarlierSchedules { get; init; } = new Dictionary<ProcessKey, ScheduleStatus>();

    /// <summary>Wall-clock seconds since the epoch, as the wire's <c>start</c>, <c>stop</c> and <c>now</c>; saturates in 2038.</summary>
    public int EpochSeconds() => (int)Math.Min(Time.GetUtcNow().ToUnixTimeSeconds(), int.MaxValue);
}
