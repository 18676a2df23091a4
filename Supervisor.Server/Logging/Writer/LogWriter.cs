using Supervisor.Server.Interop;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns every log file, for the whole life of the process: one thread for all that lie on file systems that answer, one more with an
/// agent process for each mount that may hang, and the way to the system's log. All it does is asked of it by messages; those about
/// one file keep their order. A file that may block (a pipe, a terminal) gets a lane of its own, so it holds up nobody else.
/// </summary>
internal sealed partial class LogWriter : IDisposable, IAsyncDisposable
{
    /// <summary>How long closing waits for disks where nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(4);

    /// <summary>Above this much waiting in all, every single log counts as full much sooner.</summary>
    private const long BudgetBytes = 16 * 1024 * 1024;

    private readonly LogFailurePolicy _policy;
    private readonly TimeProvider _time;
    private readonly DiskWorker _near;
    private readonly FarWorkers _far;
    private readonly bool _ownsMounts;
    private long _heldBytes;
    private volatile IMainLog? _mainLog;

    /// <summary>Fails with PosixException where the system grants no thread: none is needed later but for pipes and far mounts.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="policy">What happens to bytes that a file does not take.</param>
    /// <param name="mounts">Who knows which mounts may hang; stays the caller's. Looked up here where it is not given.</param>
    /// <param name="agent">How the process is started that makes the calls for such a mount; this program where it is not given.</param>
    public LogWriter(TimeProvider? time = null, LogFailurePolicy? policy = null, Mounts? mounts = null, AgentProgram? agent = null)
    {
        (_policy, _time, _ownsMounts) = (policy ?? new LogFailurePolicy(), time ?? TimeProvider.System, mounts is null);
        Mounts = mounts ?? new Mounts();
        var services = new LogServices(_policy, Pool, _time, () => _mainLog);
        _near = new DiskWorker(new LocalFiles(Mounts), mount: null, services);
        _far = new FarWorkers(services, agent ?? AgentProgram.Own);
        Syslog = new SyslogLane(services.Report);
    }

    /// <summary>Where trouble with logs is reported; null until there is one.</summary>
    public IMainLog? MainLog
    {
        get => _mainLog;
        set => _mainLog = value;
    }

    /// <summary>The way to the system's log.</summary>
    public SyslogLane Syslog { get; }

    public Mounts Mounts { get; }

    internal LogBufferPool Pool { get; } = new();

    /// <summary>Where a log belongs of which nobody knows better.</summary>
    internal DiskWorker Near => _near;

    internal bool IsUnderPressure => Volatile.Read(ref _heldBytes) > BudgetBytes;

    /// <summary>Whether a process that ended was one that worked for us: its death is no news.</summary>
    public bool IsAgent(int pid) => _far.IsAgent(pid);

    /// <summary>The processes that work for us, and the last of those that did.</summary>
    public IReadOnlyList<int> Agents => _far.Pids;

    /// <summary>Processes that worked for an earlier writer of this process.</summary>
    public void KnowAgents(IEnumerable<int> pids) => _far.Know(pids);

    /// <summary>Opens the logs of one child, both or neither, making AUTO files where asked for; tells on a thread of its own, exactly once.</summary>
    public void OpenChildLogs(ChildLogsRequest request, Action<ChildLogsResult> done) => new OpenChildLogsJob(this, request, done).Start();

    /// <summary>Makes the files of AUTO logs, in order; each by itself, so one that cannot be made does not stop the others.</summary>
    public async Task<IReadOnlyList<AutoLogResult>> CreateAutoLogsAsync(IReadOnlyList<AutoLogName> names)
    {
        var results = new AutoLogResult[names.Count];
        foreach (var sameDirectory in names.Index().GroupBy(n => n.Item.Directory))
        {
            await OnWorkerAsync(sameDirectory.Key, worker =>
            {
                foreach (var (at, name) in sameDirectory)
                    results[at] = AutoLogResult.Of(() => worker.AutoLogs.Create(name));
                return true;
            }).ConfigureAwait(false);
        }
        return results;
    }

    /// <summary>Removes the AUTO logs that an earlier life of the daemon left behind, unless another daemon with this identifier lives.</summary>
    /// <param name="directory">Where they are.</param>
    /// <param name="identifier">Whose they are.</param>
    /// <param name="inUse">Logs of programs that live on, which stay with their backups.</param>
    public Task CleanUpAutoLogsAsync(string directory, string identifier, IReadOnlyList<string> inUse) => OnWorkerAsync(directory, worker =>
    {
        worker.AutoLogs.CleanUp(directory, identifier, inUse, _mainLog);
        return true;
    });

    /// <summary>Makes a directory for AUTO logs. Where it cannot be made, the logs tell.</summary>
    public Task MakeDirectoryAsync(string directory) => OnWorkerAsync(directory, worker =>
    {
        try
        {
            LogDirectories.Make(worker.Files, directory);
        }
        catch (PosixException refused)
        {
            _mainLog?.Error($"childlogdir: {refused.Message}");
        }
        return true;
    });

    /// <summary>Does a piece of work with the files where a path leads, on the thread that may wait for them. Fails with what it fails with.</summary>
    public Task<T> OnDiskAsync<T>(string path, Func<IFileCalls, T> work) => OnWorkerAsync(path, worker => work(worker.Files));

    /// <summary>A piece of a log, as readLog means it, with everything in it that was written before this call.</summary>
    /// <param name="path">The log.</param>
    /// <param name="offset">As readLog takes it.</param>
    /// <param name="length">As readLog takes it.</param>
    /// <param name="room">Asked before so many bytes are read, and waited for; null where nobody counts.</param>
    public Task<LogReadResult> ReadAsync(LogPath path, long offset, long length, Func<long, Task<bool>>? room = null)
    {
        var failed = new LogReadResult(LogReadOutcome.Failed, default);
        return Read(path, room, size => LogTail.Read(size, offset, length)?.Count ?? 0, outcome => failed with { Outcome = outcome }, file =>
        {
            if (LogTail.Read(file.Size, offset, length) is not { } range)
                return new LogReadResult(LogReadOutcome.BadArguments, default);
            return file.Read(range) is { } bytes ? new LogReadResult(LogReadOutcome.Ok, bytes) : failed;
        });
    }

    /// <summary>The end of a log, as tailLog means it; empty where it can not be read.</summary>
    /// <inheritdoc cref="ReadAsync" path="/param"/>
    public Task<LogTailResult> TailAsync(LogPath path, long offset, long length, Func<long, Task<bool>>? room = null)
    {
        return Read(path, room, size => LogTail.Tail(size, offset, length, out _).Count, outcome => new(default, 0, Overflow: false, outcome), file =>
        {
            var range = LogTail.Tail(file.Size, offset, length, out var overflow);
            return file.Read(range) is { } bytes ? new LogTailResult(bytes, file.Size, overflow) : default;
        });
    }

    public async Task<bool> ExistsAsync(string path)
    {
        try
        {
            return await OnDiskAsync(path, files => files.Status(path, out _) == 0);
        }
        catch (PosixException)
        {
            return false;
        }
    }

    /// <summary>Clears a log that need not be open: its program may be stopped. Fails with PosixException.</summary>
    public Task ClearAsync(LogPath place) => OnWorkerAsync(place.Path, worker =>
    {
        worker.Sinks.Clear(place);
        return true;
    });

    /// <summary>
    /// Calls <paramref name="changed"/>, on the thread that writes it, after bytes were written to the log or its file was rotated,
    /// cleared or reopened; once for many changes. It must be quick, and may be called once more while the watch is being disposed.
    /// </summary>
    /// <param name="path">The log.</param>
    /// <param name="changed">What is called.</param>
    /// <param name="tellsBegin">Called also when the watch begins, for who has looked at the file before: nothing falls between the two.</param>
    public IDisposable Watch(string path, Action changed, bool tellsBegin = false)
    {
        DiskWorker? home = null;
        Dispatch(path, Begin, _ => { });
        return new Unwatch(() => _near.Do(() => home?.Do(() => home.Watches.Remove(path, changed))));

        void Begin(DiskWorker worker)
        {
            home = worker;
            worker.Watches.Add(path, changed);
            if (tellsBegin)
                changed();
        }
    }

    /// <summary>
    /// Takes no more, writes what there is, closes the files. Returns when that is done or the time is over, with a sentence for each
    /// thing that was left behind.
    /// </summary>
    public async Task<IReadOnlyList<string>> CloseAsync(TimeSpan grace)
    {
        // A far worker is told by way of the near one, so that what was asked before has found its way.
        _near.Close();
        Syslog.End();
        await InTimeAsync(_near.Ended, grace / 2).ConfigureAwait(false);
        var far = _far.All;
        foreach (var worker in far)
            worker.Close();
        await InTimeAsync(Task.WhenAll([.. far.Select(w => w.Ended), Syslog.Ended]), grace / 4).ConfigureAwait(false);
        foreach (var worker in far)
            worker.GiveUp();
        await InTimeAsync(Task.WhenAll(far.Select(w => w.Ended)), grace / 4).ConfigureAwait(false);
        if (_ownsMounts && _near.Ended.IsCompleted)
            Mounts.Dispose();
        var workers = new List<DiskWorker>([_near, .. far]);
        return [.. workers.SelectMany(w => w.LeftBehind()), .. Syslog.LeftBehind()];
    }

    public void Dispose()
    {
        // The thread that would be waited for must not wait.
        if (_near.IsCurrent)
            _near.Close();
        else
            CloseAsync(DefaultGrace).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync() => await CloseAsync(DefaultGrace).ConfigureAwait(false);

    internal void Hold(int bytes) => Interlocked.Add(ref _heldBytes, bytes);

    internal void Unhold(int bytes) => Interlocked.Add(ref _heldBytes, -bytes);

    /// <summary>
    /// Does something in the turn of the worker that a path belongs to. Which one that is is found out on the near worker's thread, since a
    /// look at links may wait for a disk; where no mount may hang there is nothing to find out. One of the two is called, once.
    /// </summary>
    internal void Dispatch(string path, Action<DiskWorker> work, Action<Exception> refused)
    {
        if (_near.IsCurrent)
            Send();
        else if (!(Mounts.AnyMayHang ? _near.Do(Send) : _near.Do(() => work(_near))))
            refused(DiskWorker.Closed());

        void Send()
        {
            DiskWorker worker;
            try
            {
                worker = Mounts.MayHang(path) is { } mount ? _far.For(mount) : _near;
            }
            catch (Exception failure)
            {
                // A promise of an answer hangs on it, whatever it is.
                refused(failure);
                return;
            }
            if (worker == _near)
                work(worker);
            else if (!worker.Do(() => work(worker)))
                refused(DiskWorker.Closed());
        }
    }

    /// <summary>The same with an answer. Fails with whatever the work fails with.</summary>
    internal Task<T> OnWorkerAsync<T>(string path, Func<DiskWorker, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Dispatch(path, Work, done.SetException);
        return done.Task;

        void Work(DiskWorker worker)
        {
            try
            {
                done.SetResult(work(worker));
            }
            catch (Exception error)
            {
                // Handed to whoever asked.
                done.SetException(error);
            }
        }
    }

    /// <summary>Opens the file in the writer's turn; what is read at length is read elsewhere, since nobody can change it any more.</summary>
    private Task<T> Read<T>(
        LogPath place, Func<long, Task<bool>>? room, Func<long, long> count, Func<LogReadOutcome, T> absent, Func<LogFileReader, T> read)
    {
        const int ReadHereBytes = 256 * 1024;
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Dispatch(place.Path, Open, _ => done.SetResult(absent(LogReadOutcome.Failed)));
        return done.Task;

        void Open(DiskWorker worker)
        {
            var file = LogFileReader.Open(worker.Files, place, out var outcome);
            if (file is null)
                done.SetResult(absent(outcome));
            else if (room?.Invoke(count(file.Size)) is { } granted && !(granted.IsCompletedSuccessfully && granted.Result))
                ReadLater(worker, file, granted);
            else if (file.Size <= ReadHereBytes || worker.Mount is not null)
                Finish(file);
            else
                ThreadPool.UnsafeQueueUserWorkItem(Finish, file, preferLocal: false);
        }

        async void ReadLater(DiskWorker worker, LogFileReader file, Task<bool> room)
        {
            var hasRoom = await room.ConfigureAwait(false);
            if (worker.Mount is not null)
            {
                if (!worker.Do(Go))
                    done.SetResult(absent(LogReadOutcome.Failed));
            }
            else
            {
                Go();
            }

            void Go()
            {
                if (hasRoom)
                {
                    Finish(file);
                    return;
                }
                file.Dispose();
                done.SetResult(absent(LogReadOutcome.NoRoom));
            }
        }

        void Finish(LogFileReader file)
        {
            using (file)
            {
                try
                {
                    done.SetResult(read(file));
                }
                catch (Exception)
                {
                    // Memory, most likely; nobody else on this thread could be told.
                    done.SetResult(absent(LogReadOutcome.Failed));
                }
            }
        }
    }

    private async Task InTimeAsync(Task task, TimeSpan patience)
    {
        if (!task.IsCompleted)
            await Task.WhenAny(task, Task.Delay(patience, _time)).ConfigureAwait(false);
    }

    private sealed class Unwatch(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
