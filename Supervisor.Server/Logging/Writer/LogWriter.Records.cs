namespace Supervisor.Server.Logging;

/// <summary>The writer as data, and back.</summary>
internal sealed partial class LogWriter
{
    private readonly Dictionary<int, ChildLog> _resumed = [];
    private int _lastLogNumber;

    /// <summary>
    /// All files that are open and all that waits for them, as of this moment: what was written before the call is in it or in its file, what
    /// comes after it in neither. What the system's log has not taken is not; see <see cref="SyslogLane.IsEmpty"/>. Fails with PosixException.
    /// </summary>
    /// <param name="hold">Keeps whoever has answered from writing on; null where the record may be out of date at once.</param>
    public async Task<LogWriterRecord> ToRecordAsync(LogHold? hold = null)
    {
        // All are asked before one is waited for.
        List<Task<DiskWorkerRecord>> workers = [_near.ToRecordAsync(hold), .. _far.All.Select(worker => worker.ToRecordAsync(hold))];
        return new(await Task.WhenAll(workers).ConfigureAwait(false), Volatile.Read(ref _lastLogNumber));
    }

    /// <summary>
    /// Goes on with the files of an earlier writer. To be called before anything else is asked for; until it completes nobody writes to those
    /// logs, which are to be had from <see cref="Resumed"/> then. Fails with PosixException where a descriptor leads to another file.
    /// </summary>
    /// <param name="record">The earlier writer.</param>
    /// <param name="post">Runs something on the event loop.</param>
    public async Task ResumeAsync(LogWriterRecord record, Action<Action> post)
    {
        _lastLogNumber = record.LastLog;
        var logs = new Dictionary<int, ChildLog>();
        foreach (var sink in record.Workers.SelectMany(worker => worker.Sinks))
        {
            foreach (var user in sink.Users)
                _resumed[user.Number] = logs[user.Number] = new ChildLog(this, user, post);
            // Of a log that was closed since: somebody has to count what it left.
            foreach (var left in sink.Waiting.Where(chunk => !logs.ContainsKey(chunk.Log)))
                logs[left.Log] = new ChildLog(this, new ChildLogRecord(left.Log, new(sink.Path, 0, 0)), post);
        }
        foreach (var worker in record.Workers)
        {
            foreach (var claim in worker.AutoLogs)
                await AtHomeOfAsync(worker, claim.Directory, here => here.AutoLogs.Resume(claim)).ConfigureAwait(false);
            foreach (var sink in worker.Sinks)
                await AtHomeOfAsync(worker, sink.Path, here => here.Resume(sink, logs)).ConfigureAwait(false);
        }
    }

    /// <summary>The log that an earlier writer gave this number, once; null for none. By the caller of <see cref="ResumeAsync"/> only.</summary>
    public ChildLog? Resumed(int? number) => number is { } wanted && _resumed.Remove(wanted, out var log) ? log : null;

    internal int NextLogNumber() => Interlocked.Increment(ref _lastLogNumber);

    /// <summary>Descriptors are the near worker's. What another process had open is opened by whoever such a path belongs to now.</summary>
    private Task AtHomeOfAsync(DiskWorkerRecord worker, string path, Action<DiskWorker> work)
    {
        if (worker.Mount is null)
            return _near.AskAsync(_ => work(_near));
        return OnWorkerAsync(path, here =>
        {
            work(here);
            return true;
        });
    }
}
