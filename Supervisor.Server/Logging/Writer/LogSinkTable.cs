using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns every open log file. Logs that name the same file, by the same path or another, share one: two rotations of one file
/// would destroy it. Worker's thread only.
/// </summary>
internal sealed class LogSinkTable(LogServices services, IFileCalls files, LogTargetOpener opener, Action<LogSink> idle)
{
    private readonly Dictionary<string, LogSink> _byPath = new(StringComparer.Ordinal);
    private readonly HashSet<LogSink> _sinks = [];
    private readonly byte[] _gathered = new byte[LogBufferPool.LargeBytes];

    /// <summary>Called with every sink whose file became another one, or another size, other than by writing.</summary>
    public required Action<string> Changed { get; init; }

    public IReadOnlyCollection<LogSink> All => _sinks;

    public LogSink? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>As data, each by the thread that owns its queue.</summary>
    /// <param name="hold">Keeps the threads of lanes from writing on; null for no hold.</param>
    public IReadOnlyList<Task<LogSinkRecord>> ToRecords(LogHold? hold) => [.. _sinks.Select(sink => ToRecordAsync(sink, hold))];

    /// <summary>Goes on with a file as an earlier table had it. Fails with PosixException where its descriptor leads elsewhere.</summary>
    /// <param name="record">The file.</param>
    /// <param name="logs">The logs by their numbers.</param>
    public LogSink Resume(LogSinkRecord record, IReadOnlyDictionary<int, ChildLog> logs)
    {
        var target = opener.Resume(record.Target, record.Users is [var user, ..] ? user.Options : new LogFileOptions(record.Path, 0, 0));
        var sink = new LogSink(record.Path, target, target.MayBlock ? new byte[LogBufferPool.LargeBytes] : _gathered, services, record);
        sink.Resume(record.Waiting.Select(chunk => logs[chunk.Log].Resume(chunk)), record.WrittenOfHead);
        if (target is StreamTarget { MayBlock: true } stream)
            sink.Lane = StartLane(sink, stream);
        _sinks.Add(sink);
        foreach (var name in record.Names)
            _byPath[name] = sink;
        foreach (var log in record.Users)
            Join(logs[log.Number], sink);
        return sink;
    }

    /// <summary>Opens the log's file, or joins those that have it open. Fails with PosixException.</summary>
    public void Acquire(ChildLog log)
    {
        if (log.Sink is not null)
            return;
        if (Find(log.Path) is not { } sink)
        {
            sink = Adopt(log.Path, opener.Open(log.Options));
        }
        else if (!IsStillInPlace(sink, new LogPath(log.Path, log.Options.IsAuto)))
        {
            // Others moved the file away: a program that starts anew begins a new one, and who shares it goes along.
            sink = Exchange(sink, opener.Open(log.Options));
        }
        if (sink.Target is RotatingFile file)
            file.Options = log.Options;
        Join(log, sink);
    }

    /// <summary>Begins a new file where others moved the open one away; where that cannot be, the open one is used on, and that is said.</summary>
    public void RenewIfMoved(ChildLog log)
    {
        if (log.Sink is not { } sink || IsStillInPlace(sink, PlaceOf(log.Options, sink)))
            return;
        sink.Flush(force: sink.Lane is null);
        Reopen(log);
    }

    /// <summary>Opens the path anew for all who share the file. Fails with PosixException, and then nothing has changed.</summary>
    public void Reopen(ChildLog log)
    {
        if (log.Sink is not { } sink || sink.Target is RotatingFile { IsFixed: true } || opener.Descriptor(PlaceOf(log.Options, sink)) is not null)
            return;
        try
        {
            sink.Flush(force: sink.Lane is null);
            Exchange(sink, opener.Open(log.Options with { Path = sink.Path }));
        }
        catch (PosixException error)
        {
            services.MainLog()?.CannotReopen(sink.Path, error.Errno);
            throw;
        }
    }

    /// <summary>Removes the file and opens it anew. Fails with PosixException.</summary>
    public void Clear(ChildLog log)
    {
        if (log.Sink is { } sink)
            Clear(sink, log.Options);
        else
            Clear(new LogPath(log.Path, log.Options.IsAuto));
    }

    /// <summary>Clears a log whether or not it is open; a file that is not there stays so. Fails with PosixException.</summary>
    public void Clear(LogPath place)
    {
        var path = place.Path;
        if (Find(path) is { Users: [var user, ..] } sink)
        {
            Clear(sink, user.Options);
            return;
        }
        if (opener.Descriptor(place) is not null || files.Status(path, out var status) < 0 || !status.IsRegular)
            return;
        Remove(path);
        var fd = place.OpenToAppend(files);
        if (fd < 0)
            throw new PosixException($"open '{path}'", -fd);
        files.Close(fd);
        Changed(path);
    }

    /// <summary>Forgets the log; the file is closed with its last one, once it took everything.</summary>
    public void Release(ChildLog log)
    {
        if (log.Sink is not { } sink)
            return;
        log.Sink = null;
        sink.Users.Remove(log);
        if (sink.Users.Count > 0)
            return;
        CloseIfUnused(sink);
    }

    /// <summary>Closes a file that nobody writes to any more and that took everything.</summary>
    public void CloseIfUnused(LogSink sink)
    {
        if (sink.Users.Count > 0 || !_sinks.Contains(sink))
            return;
        if (sink.Lane is not { } lane)
        {
            if (!sink.IsEmpty)
                return;
            Drop(sink);
            sink.Close();
            return;
        }
        if (lane.BacklogBytes > 0)
        {
            lane.Finish();
            return;
        }
        Drop(sink);
        lane.End();
    }

    private void Clear(LogSink sink, LogFileOptions options)
    {
        if (sink.Target is not RotatingFile { IsFixed: false } file)
            return;
        try
        {
            Remove(sink.Path);
        }
        catch (PosixException late) when (late.Errno == Errno.ETIMEDOUT)
        {
            file.Doubt();
            throw;
        }
        sink.Forget();
        Exchange(sink, opener.Open(options with { Path = sink.Path }));
    }

    private void Remove(string path)
    {
        var result = files.Unlink(path);
        if (result < 0 && result != -Errno.ENOENT)
            throw new PosixException($"unlink '{path}'", -result);
    }

    private Task<LogSinkRecord> ToRecordAsync(LogSink sink, LogHold? hold)
    {
        string[] names = [.. _byPath.Where(named => named.Value == sink).Select(named => named.Key)];
        ChildLogRecord[] users = [.. sink.Users.Select(log => log.ToRecord())];
        return sink.Lane is { } lane ? lane.ToRecordAsync(names, users, hold) : Task.FromResult(sink.ToRecord(names, users));
    }

    private LogSink? FindOpen(FileStatus identity) => _sinks.FirstOrDefault(s => s.Target.Identity.IsSameFileAs(identity));

    private static LogPath PlaceOf(LogFileOptions options, LogSink sink) => new(sink.Path, options.IsAuto);

    private bool IsStillInPlace(LogSink sink, LogPath place) => sink.Target switch
    {
        RotatingFile file => file.IsStillInPlace(),
        var stream => opener.Descriptor(place) is not null
            || (files.Status(place.Path, out var named) == 0 && named.IsSameFileAs(stream.Identity)),
    };

    /// <summary>Moves all who write to a sink over to what its path names now.</summary>
    private LogSink Exchange(LogSink sink, ILogTarget target)
    {
        Changed(sink.Path);
        var other = FindOpen(target.Identity);
        if (other is null && sink.Target is RotatingFile && target is RotatingFile)
        {
            sink.Replace(target);
            return sink;
        }
        if (other == sink)
        {
            target.Dispose();
            return sink;
        }
        _byPath.Remove(sink.Path);
        var next = Adopt(sink.Path, target);
        foreach (var user in sink.Users)
            Join(user, next);
        sink.Users.Clear();
        CloseIfUnused(sink);
        return next;
    }

    /// <summary>The sink of a file just opened: the one there is, when it is open already under another name.</summary>
    private LogSink Adopt(string path, ILogTarget target)
    {
        var sink = FindOpen(target.Identity);
        if (sink is not null)
        {
            target.Dispose();
        }
        else
        {
            sink = new LogSink(path, target, target.MayBlock ? new byte[LogBufferPool.LargeBytes] : _gathered, services);
            // First, as there may be no thread to be had for it.
            if (target is StreamTarget { MayBlock: true } stream)
                sink.Lane = StartLane(sink, stream);
            _sinks.Add(sink);
        }
        _byPath[path] = sink;
        return sink;
    }

    private LogLane StartLane(LogSink sink, StreamTarget target)
    {
        try
        {
            return new LogLane(sink, target, idle, services);
        }
        catch (Exception refused) when (refused is OutOfMemoryException or ThreadStartException)
        {
            target.Dispose();
            // What the runtime calls a thread that the system does not grant.
            throw new PosixException($"a thread for the pipe or device '{sink.Path}'", Errno.EAGAIN);
        }
    }

    private void Drop(LogSink sink)
    {
        _sinks.Remove(sink);
        foreach (var path in _byPath.Where(p => p.Value == sink).Select(p => p.Key).ToList())
            _byPath.Remove(path);
    }

    private static void Join(ChildLog log, LogSink sink)
    {
        sink.Users.Add(log);
        log.Sink = sink;
    }
}
