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

    /// <summary>Told of each stop by request that has ended, with the pid that the program had.</summary>
    public Action<ManagedProcess, int>? StopEnded { get; set; }

    /// <summary>Told of each process that has come to EXITED or FATAL, after all that follows from it was said and done.</summary>
    public Action<ManagedProcess>? Ended { get; set; }

    /// <summary>The daemon's own environment, passed on to children unmodified.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The same, as the kernel takes it.</summary>
    public required BaseEnvironment SharedEnvironment { get; init; }

    /// <summary>What SUPERVISOR_SERVER_URL is where a program does not say; fixed at start.</summary>
    public required string? ServerUrl { get; init; }

    /// <summary>Where output goes besides the logs. Loop thread only.</summary>
    public OutputSinks Output => field ??= new OutputSinks(Loop, Log, Events, LogWriter.Syslog);

    /// <summary>False while the daemon is shutting down or restarting: nothing is started any more.</summary>
    public bool MayStart { get; set; } = true;

    /// <summary>Wall-clock seconds since the epoch, as the wire's <c>start</c>, <c>stop</c> and <c>now</c>; saturates in 2038.</summary>
    public int EpochSeconds() => (int)Math.Min(Time.GetUtcNow().ToUnixTimeSeconds(), int.MaxValue);
}
