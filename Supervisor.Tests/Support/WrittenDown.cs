using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Supervisor.Server.Configuration;
using Supervisor.Server.Hosting;
using Supervisor.Server.Listeners;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Tests.Support;

/// <summary>Data on its way through the text that a snapshot is written in: what comes back must do what went in would have done.</summary>
internal static class WrittenDown
{
    public static ProcessStatus AndReadBack(ProcessStatus status) => Through(status, DaemonSnapshotJson.Default.ProcessStatus);

    public static ScheduleStatus AndReadBack(ScheduleStatus schedule) => Through(schedule, DaemonSnapshotJson.Default.ScheduleStatus);

    public static ListenerStatus AndReadBack(ListenerStatus status) => Through(status, DaemonSnapshotJson.Default.ListenerStatus);

    public static EventListenerPoolRecord AndReadBack(EventListenerPoolRecord pool) => Through(pool, DaemonSnapshotJson.Default.EventListenerPoolRecord);

    public static DaemonSnapshot AndReadBack(DaemonSnapshot snapshot) => Through(snapshot, DaemonSnapshotJson.Default.DaemonSnapshot);

    public static LogWriterRecord AndReadBack(LogWriterRecord logs) => Through(logs, DaemonSnapshotJson.Default.LogWriterRecord);

    public static ProcessOptions AndReadBack(ProcessOptions options) => Through(options, DaemonSnapshotJson.Default.ProcessOptions);

    public static StateFileRecord AndReadBack(StateFileRecord file) => Through(file, DaemonSnapshotJson.Default.StateFileRecord);

    private static T Through<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(JsonSerializer.Serialize(value, type), type)!;
}
