using System.Text.Json.Serialization;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Server.Listeners;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Hosting;

/// <summary>
/// What one life of the daemon owns, between two turns of its loop, as one tree of data. Holds environments, passwords and output: not for a file
/// that others may read. Times are the monotonic clock's from <paramref name="Origin"/>, descriptors the process's own.
/// </summary>
/// <param name="Format">Which fields there are and what they mean.</param>
/// <param name="Origin">The timestamp that the loop's clock counts from.</param>
/// <param name="LastSerial">The number of the event announced last; -1 for none yet.</param>
/// <param name="Configuration">As read last, which is what a reread is compared with. What runs says itself what it was made of.</param>
/// <param name="HasSupervisorInterface">Whether <c>supervisor.*</c> answers, which was settled at the start.</param>
/// <param name="ServerUrl">What children are told, which was settled at the start.</param>
/// <param name="Ticks">When the clock of the ticks was looked at last.</param>
/// <param name="Groups">In the order they were added.</param>
/// <param name="Pools">The pools of those groups that are event listeners.</param>
/// <param name="Servers">The sockets that requests come by.</param>
/// <param name="Logs">All open logs, the daemon's own among them.</param>
/// <param name="StateFile">Null where there is none.</param>
/// <param name="StdoutLog">The number of the log by which programs write to the daemon's stdout; null where none does.</param>
internal sealed record DaemonSnapshot(
    int Format,
    long Origin,
    long LastSerial,
    ServerConfiguration Configuration,
    bool HasSupervisorInterface,
    string? ServerUrl,
    PidFileRecord PidFile,
    TickRecord Ticks,
    IReadOnlyList<ProcessGroupRecord> Groups,
    IReadOnlyList<EventListenerPoolRecord> Pools,
    IReadOnlyList<HttpListenerRecord> Servers,
    MainLogRecord MainLog,
    LogWriterRecord Logs,
    StateFileRecord? StateFile = null,
    int? StdoutLog = null)
{
    public const int CurrentFormat = 1;
}

/// <summary>The snapshot as JSON, by generated code: nothing is found out at run time.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, Converters =
[
    typeof(ExactTextJson),
    typeof(EquatableListJson<string>),
    typeof(EquatableListJson<int>),
    typeof(EquatableListJson<EnvironmentVariable>),
    typeof(EquatableListJson<ResourceSetting>),
    typeof(EquatableListJson<ProcessOptions>),
    typeof(EquatableListJson<Dependency>), typeof(EquatableListJson<CgroupLimit>),
    typeof(EquatableListJson<TimeSpan>),
])]
[JsonSerializable(typeof(DaemonSnapshot))]
[JsonSerializable(typeof(HandoverState))]
[JsonSerializable(typeof(ProcessStatus))]
[JsonSerializable(typeof(ListenerStatus))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(EnvironmentVariable[]))]
[JsonSerializable(typeof(ResourceSetting[]))]
[JsonSerializable(typeof(ProcessOptions[]))]
[JsonSerializable(typeof(Dependency[]))]
[JsonSerializable(typeof(CgroupLimit[]))]
[JsonSerializable(typeof(TimeSpan[]))]
internal sealed partial class DaemonSnapshotJson : JsonSerializerContext;
