using System.Text.Json.Serialization;
using Supervisor.Server.Events;
using Supervisor.Server.Listeners;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Hosting;

/// <summary>What the loop owns, between two of its turns, as one tree of data. Times are the monotonic clock's from <paramref name="Origin"/>.</summary>
/// <param name="Origin">The timestamp that the loop's clock counts from.</param>
/// <param name="LastSerial">The number of the event announced last; -1 for none yet.</param>
/// <param name="Ticks">When the clock of the ticks was looked at last.</param>
/// <param name="Groups">In the order they were added.</param>
/// <param name="Pools">The pools of those groups that are event listeners.</param>
internal sealed record DaemonSnapshot(
    long Origin,
    long LastSerial,
    TickRecord Ticks,
    IReadOnlyList<ProcessGroupRecord> Groups,
    IReadOnlyList<EventListenerPoolRecord> Pools);

/// <summary>The snapshot as JSON, by generated code: nothing is found out at run time.</summary>
[JsonSerializable(typeof(DaemonSnapshot))]
[JsonSerializable(typeof(ProcessStatus))]
[JsonSerializable(typeof(ListenerStatus))]
internal sealed partial class DaemonSnapshotJson : JsonSerializerContext;
