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

    /// <summary>The daemon's own environment, passed on to children unmodified.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The same, as the kernel takes it.</summary>
    public required BaseEnvironment SharedEnvironment { get; init; }

    /// <summary>What SUPERVISOR_SERVER_URL is where a program does not say; fixed at start.</summary>
    public required string? ServerUrl { get; init; }

    /// <summary><c>strip_ansi</c>; a reread may change it for children spawned later.</summary>
    public bool StripAnsi { get; set; }

    /// <summary>Whether children's output is echoed to the main log: at <c>loglevel</c> debug and below.</summary>
    public bool EchoOutput { get; set; }

    /// <summary>False while the daemon is shutting down or restarting: nothing is started any more.</summary>
    public bool MayStart { get; set; } = true;

    /// <summary>A buffer for one read; its bytes are copied before the next.</summary>
    public byte[] Scratch { get; } = new byte[128 * 1024];

    /// <summary>Wall-clock seconds since the epoch, as the wire's <c>start</c>, <c>stop</c> and <c>now</c>; saturates in 2038.</summary>
    public int EpochSeconds() => (int)Math.Min(Time.GetUtcNow().ToUnixTimeSeconds(), int.MaxValue);
}
