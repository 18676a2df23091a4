using Supervisor.Server.Logging;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Hosting;

/// <summary>The descriptors that a snapshot names: exactly those live on over an exec.</summary>
internal static class SnapshotDescriptors
{
    public static IReadOnlyList<int> Of(DaemonSnapshot snapshot) =>
        [.. Required(snapshot), .. snapshot.Servers.SelectMany(server => server.Connections).Select(connection => connection.Descriptor)];

    /// <summary>Without those that may go at any moment: connections.</summary>
    public static IReadOnlyList<int> Required(DaemonSnapshot snapshot) =>
    [
        .. new[]
        {
            snapshot.Servers.Select(server => server.Descriptor),
            snapshot.Groups.SelectMany(group => group.Sockets).Select(socket => socket.Descriptor),
            snapshot.Groups.SelectMany(group => group.Processes).Select(process => process.Child).OfType<ChildRecord>().SelectMany(Of),
            snapshot.Groups.SelectMany(group => group.Processes).Select(process => process.Health).OfType<HealthRecord>().SelectMany(health => new[] { health.NoticeDescriptor, health.ReadyDescriptor }),
            snapshot.Logs.Workers.SelectMany(Of),
            [snapshot.StateFile?.Descriptor ?? -1],
        }.SelectMany(descriptors => descriptors).Where(descriptor => descriptor >= 0),
    ];

    private static IEnumerable<int> Of(ChildRecord child) => [child.Input?.Descriptor ?? -1, child.Output.Descriptor, child.Error?.Descriptor ?? -1, child.Adopted?.Descriptor ?? -1];

    private static IEnumerable<int> Of(DiskWorkerRecord worker) =>
        worker.Sinks.Select(sink => sink.Target.File.Descriptor).Concat(worker.AutoLogs.Select(claim => claim.Descriptor));
}
