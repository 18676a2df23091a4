using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Opens one log after the other, each on the thread of its file, and tells the result exactly once, whatever happens. Where the
/// second cannot be opened the first is closed again, and a file made for it is removed.
/// </summary>
internal sealed class OpenChildLogsJob(LogWriter writer, ChildLogsRequest request, Action<ChildLogsResult> done)
{
    private readonly List<ChildLog> _opened = [];
    private ChildLog? _stdout;

    public void Start()
    {
        // Also where there is nothing to open: the answer never comes on the caller's thread.
        if (!writer.Near.Do(() => Open(request.Stdout, OpenStderr)))
            Fail(DiskWorker.Closed());
    }

    private void OpenStderr(ChildLog? stdout)
    {
        _stdout = stdout;
        Open(request.Stderr, stderr => done(new ChildLogsResult(_stdout, stderr, null)));
    }

    private void Open(ChannelLogRequest? channel, Action<ChildLog?> next)
    {
        if (channel is null)
        {
            next(null);
            return;
        }
        writer.Dispatch(channel.Path ?? channel.Auto?.Directory ?? "/", worker =>
        {
            ChildLog log;
            try
            {
                log = Open(worker, channel);
            }
            catch (Exception failure)
            {
                // Somebody waits for an answer.
                Fail(failure);
                return;
            }
            _opened.Add(log);
            next(log);
        }, Fail);
    }

    private ChildLog Open(DiskWorker worker, ChannelLogRequest channel)
    {
        var made = channel.Path is null ? worker.AutoLogs.Create(channel.Auto!) : null;
        var log = new ChildLog(writer, new LogFileOptions(channel.Path ?? made!, channel.MaxBytes, channel.Backups, channel.Auto is not null, channel.MakesDirectory), request.Post, worker);
        try
        {
            worker.Sinks.Acquire(log);
            return log;
        }
        catch (Exception) when (made is not null)
        {
            worker.Files.Unlink(made);
            throw;
        }
    }

    private void Fail(Exception failure)
    {
        foreach (var log in _opened)
        {
            var isMade = (log == _stdout ? request.Stdout : request.Stderr)?.Path is null;
            _ = log.CloseAsync();
            if (isMade)
                _ = writer.OnDiskAsync(log.Path, files => files.Unlink(log.Path));
        }
        done(new ChildLogsResult(null, null, failure as PosixException ?? new PosixException($"opening logs: {failure.Message}", Errno.EIO)));
    }
}
