using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Hosting;

/// <summary>A life of the daemon as data, and back.</summary>
internal sealed partial class SupervisorHost
{
    /// <summary>
    /// What this life owns, as of this moment: all of it is asked for in one turn of the loop, and the log writer answers for what was written
    /// until then. Fails with <see cref="SnapshotRefusedException"/> where something is under way that is no data. Loop thread only.
    /// </summary>
    /// <param name="allowLaunches">Whether starts under way, which are not in it, are no reason to refuse: for a look at what it would be.</param>
    public async Task<DaemonSnapshot> ToRecordAsync(bool allowLaunches = false)
    {
        var (others, logs) = Ask(allowLaunches, hold: null);
        return await _services.Loop.CompletesWithinAsync(logs, DiskPatience) ? others with { Logs = Written(logs) } : throw LogsAreLate();
    }

    /// <summary>
    /// The same, and the loop waits meanwhile: between what is written down and what the caller does next nothing is read, decided or lost. For
    /// the last turn of a loop, by its own thread.
    /// </summary>
    /// <param name="hold">Keeps the logs as they were written down; null where nobody goes on from it.</param>
    public DaemonSnapshot ToRecord(LogHold? hold = null)
    {
        var (others, logs) = Ask(allowLaunches: false, hold);
        return ((IAsyncResult)logs).AsyncWaitHandle.WaitOne(DiskPatience) ? others with { Logs = Written(logs) } : throw LogsAreLate();
    }

    /// <summary>
    /// Goes on with the life that a snapshot was taken of, in which nobody does anything any more: its children, sockets and logs are this one's.
    /// The services are new, and count events and time from where it stopped. Nothing is announced. Deaths are asked for by the caller.
    /// </summary>
    /// <param name="services">New ones.</param>
    /// <param name="reader">Reads the configuration later on.</param>
    /// <param name="snapshot">Where the earlier life stopped.</param>
    public static async Task<SupervisorHost> ResumeAsync(HostServices services, ConfigurationReader reader, DaemonSnapshot snapshot)
    {
        await services.LogWriter.ResumeAsync(snapshot.Logs, services.Loop.Post);
        var log = MainLog.Resume(services.LogWriter, snapshot.MainLog, services.Time);
        var host = new SupervisorHost(services, reader, snapshot.Configuration, HttpServers.Resume(snapshot.Servers), log, snapshot);
        host._table.Resume(snapshot.Groups);
        if (snapshot.StateFile is { } kept)
            host._context.StateFile?.Begin(kept.Children);
        await host.StartServersAsync();
        host._ticks.Start(snapshot.Ticks);
        host.BeginAll();
        return host;
    }

    private static LogWriterRecord Written(Task<LogWriterRecord> logs)
    {
        try
        {
            return logs.GetAwaiter().GetResult();
        }
        catch (PosixException refused)
        {
            throw new SnapshotRefusedException($"a log does not take its bytes: {refused.Message}");
        }
    }

    private static SnapshotRefusedException LogsAreLate() => new("a log does not take its bytes");

    private (DaemonSnapshot Others, Task<LogWriterRecord> Logs) Ask(bool allowLaunches, LogHold? hold)
    {
        _services.Loop.VerifyOnLoop();
        if (!allowLaunches && InTheWay().FirstOrDefault() is { } reason)
            throw new SnapshotRefusedException(reason);
        var logs = _services.LogWriter.ToRecordAsync(hold);
        var others = new DaemonSnapshot(
            DaemonSnapshot.CurrentFormat,
            _services.Origin,
            _services.EventSerials.Last,
            Configuration,
            _hasSupervisorInterface,
            _context.ServerUrl,
            _pidFile.ToRecord(),
            _ticks.ToRecord(),
            _table.ToRecords(),
            _pools.ToRecords(),
            _servers.ToRecords(),
            _log.ToRecord(),
            Logs: new([], LastLog: 0),
            _context.StateFile?.ToRecord(),
            _context.Stdout.Log);
        return (others, logs);
    }

    /// <summary>What cannot be written down, in words.</summary>
    private IEnumerable<string> InTheWay()
    {
        if (State != SupervisorState.Running)
            yield return "the daemon is stopping or restarting";
        foreach (var unsettled in _table.Unsettled)
            yield return unsettled;
        if (!_services.LogWriter.Syslog.IsEmpty)
            yield return "the system's log has not taken all lines";
    }
}
