using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>From the wish for a child to a child, and its logs.</summary>
internal sealed partial class ManagedProcess
{
    private CommandResolution? _command;
    private Launch? _launch;
    private string _abandonedAt = "the disk";
    private TaskCompletionSource<bool>? _launched;
    private WaitStatus _lastExit;
    private ProcessLogs _logs = ProcessLogs.None;

    /// <summary>Where stdout goes, with AUTO made a real name by the log writer; null for nowhere, and for an AUTO log that is not made yet.</summary>
    public string? StdoutLogFile { get; private set; }

    public string? StderrLogFile { get; private set; }

    /// <summary>Where the log of its stdout is; null where it has none, or an AUTO log that was not made yet.</summary>
    public LogPath? StdoutLog => StdoutLogFile is { } path ? new(path, StdoutAutoLog is not null) : null;

    public LogPath? StderrLog => StderrLogFile is { } path ? new(path, StderrAutoLog is not null) : null;

    /// <summary>The names its AUTO logs are made by; null for a channel without one.</summary>
    public AutoLogName? StdoutAutoLog { get; private set; }

    public AutoLogName? StderrAutoLog { get; private set; }

    /// <summary>Completes when the AUTO logs that are being made are there, or cannot be.</summary>
    public Task WhenLogsNamed { get; private set; } = Task.CompletedTask;

    /// <summary>The logs that are open now: while there is a child, and until a process that starts again by itself has come to rest.</summary>
    public ProcessLogs Logs => _logs;

    /// <summary>
    /// Completes when no launch is under way: at once, as a rule. True where a child was made, or is still being waited for where
    /// something does not answer.
    /// </summary>
    public Task<bool> WhenLaunched
    {
        get
        {
            if (Status.Launch is not (LaunchPhase.Underway or LaunchPhase.Preparing))
                return Task.FromResult(Status.SpawnError is null);
            _launched ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _launched.Task;
        }
    }

    /// <summary>What a launch that is late waits for, as far as can be told without touching it.</summary>
    public string WaitsFor => _launch?.WaitsFor ?? _abandonedAt;

    /// <summary>Its AUTO logs are on their way: a start waits for them. False where it has none, and where an adopted child has its own.</summary>
    public bool AwaitLogNames(AutoLogPlace place, Task named)
    {
        if (Child is not null)
            return false;
        if (Options.Stdout.LogFile.Kind == LogTargetKind.Auto)
            StdoutAutoLog = AutoLog("stdout", place);
        if (Options.Stderr.LogFile.Kind == LogTargetKind.Auto && !Options.RedirectStderr)
            StderrAutoLog = AutoLog("stderr", place);
        if (StdoutAutoLog is null && StderrAutoLog is null)
            return false;
        WhenLogsNamed = named;
        return true;
    }

    private AutoLogName AutoLog(string channel, AutoLogPlace place) => new(place.Directory, Name, channel, place.Identifier);

    public void LogsWereNamed(string? stdout, string? stderr)
    {
        StdoutLogFile ??= stdout;
        StderrLogFile ??= stderr;
    }

    /// <summary>What the log writer is to open for the next child; null where all that the process has is open already.</summary>
    public ChildLogsRequest? LogsToOpen()
    {
        if (_logs != ProcessLogs.None)
        {
            _logs.RenewIfMoved();
            return null;
        }
        var stdout = Request(StdoutLogFile, StdoutAutoLog, Options.Stdout);
        var stderr = Request(StderrLogFile, StderrAutoLog, Options.Stderr);
        return stdout is null && stderr is null ? null : new(stdout, stderr, _context.Loop.Post);
    }

    private ChannelLogRequest? Request(string? path, AutoLogName? auto, ChannelOptions options) =>
        path is null && auto is null ? null : new(path, auto, options.LogFileMaxBytes, options.LogFileBackups, Options.CreateLogDirs);

    private void BeginLaunch()
    {
        OpenNotices();
        _launch = _launcher.Begin(this, _command, Landed);
    }

    private void AbandonLaunch()
    {
        EndHooks(HookKind.PreStart);
        _launch?.Abandon();
        _abandonedAt = WaitsFor;
        _launch = null;
        TellLaunched(madeChild: false);
    }

    /// <summary>What waits behind a launch that is late is let past.</summary>
    private void TurnLate()
    {
        if (_launch is { } launch)
            _context.SpawnQueue.LetPast(launch);
        TellLaunched(madeChild: true);
    }

    private void Landed(Launch launch)
    {
        if (launch.IsAbandoned || IsRetired)
        {
            Discard(launch);
            return;
        }
        _launch = null;
        TakeLogs(launch);
        var failure = launch.Failure ?? Attach(launch);
        if (failure is not null)
        {
            launch.Socket?.Release();
            Apply(new ProcessEvent.SpawnFailed(failure));
            TellLaunched(madeChild: false);
        }
        else
        {
            Welcome(Child!, launch.Marks);
            TellLaunched(madeChild: true);
        }
        CloseLogsAtRest();
    }

    /// <summary>Its death finds the process before anybody is told of the child.</summary>
    private void Welcome(Child child, ChildMarks? marks)
    {
        child.Exit = _registry.Register(child.Pid, this);
        Remember(child, marks);
        _observer?.ChildBorn(this);
        Apply(new ProcessEvent.Spawned(child.Pid));
        if (State == ProcessState.Starting)
            Health?.Born();
        _notices?.Listen();
        _readyLine?.Read();
        if (child.Exit is { } exit)
            ChildExited(exit);
    }

    /// <summary>A child whose pipes the kernel lets nobody watch is of no use: it is killed and the start has failed.</summary>
    private string? Attach(Launch launch)
    {
        var pipes = launch.Pipes;
        InputChannel? input = null;
        OutputChannel? output = null, error = null;
        try
        {
            if (pipes.Stdin >= 0)
            {
                input = new InputChannel(_context.Loop, pipes.Stdin);
                _ = pipes.TakeStdin();
            }
            output = Stdout(launch.Pid);
            output.Attach(pipes.TakeStdout());
            if (pipes.Stderr >= 0)
            {
                error = Stderr(launch.Pid);
                error.Attach(pipes.TakeStderr());
            }
            if (pipes.Ready >= 0)
                AwaitLine(pipes.TakeReady());
            Child = new Child(launch.Pid, input, output, error, launch.Socket) { Cgroup = launch.Cgroup };
            return null;
        }
        catch (PosixException refused)
        {
            launch.KillChild();
            input?.Dispose();
            output?.Dispose();
            error?.Dispose();
            pipes.CloseAll();
            return Launch.ChannelFailure(Name, refused);
        }
    }

    /// <summary>
    /// Takes over the child and the open logs of an earlier object of this process. Whether the child is dead by now the next look for deaths
    /// will tell. Fails with PosixException where a descriptor of the child is not open.
    /// </summary>
    private void GoOnWith(ProcessRecord record)
    {
        (StdoutAutoLog, StderrAutoLog) = (record.StdoutAutoLog, record.StderrAutoLog);
        _logs = ProcessLogs.Resume(record.Logs, _context.LogWriter);
        if (record.Child is not { } child)
            return;
        var pid = Status.Pid;
        var input = child.Input is { } stdin ? new InputChannel(_context.Loop, stdin) : null;
        var output = Stdout(pid, child.Output);
        var error = child.Error is { } stderr ? Stderr(pid, stderr) : null;
        var adopted = child.Adopted is { } other ? AdoptedProcess.Resume(pid, other) : null;
        Child = new Child(pid, input, output, error, child.HoldsSocket ? Socket : null, adopted) { Cgroup = child.Cgroup };
        if (adopted is null)
            _registry.Register(pid, this);
        else
            WatchAdopted(Child);
    }

    private OutputChannel Stdout(int pid, OutputChannelRecord? record = null) =>
        new(_context.Output, new ChannelName(Name, GroupName, "stdout", pid), Options.Stdout, _logs.Stdout, Observe(), record);

    private OutputChannel Stderr(int pid, OutputChannelRecord? record = null) =>
        new(_context.Output, new ChannelName(Name, GroupName, "stderr", pid), Options.Stderr, _logs.Stderr, received: null, record);

    private Action<ReadOnlyMemory<byte>>? Observe() => _observer is { } observer ? bytes => observer.Received(this, bytes) : null;

    private void TakeLogs(Launch launch)
    {
        if (launch.Logs is not { Failure: null } opened)
            return;
        _logs = new ProcessLogs(opened.Stdout, opened.Stderr);
        LogsWereNamed(opened.Stdout?.Path, opened.Stderr?.Path);
    }

    /// <summary>A process that will not start again by itself lets go of its logs; a child that is being buried still writes to them.</summary>
    private void CloseLogsAtRest()
    {
        if (Child is not null || Status.Pid != 0 || Status.IsLaunching || HasHooksUnderway || (Status.LookAt is not null && !IsRetired))
            return;
        _logs.Close();
        _logs = ProcessLogs.None;
    }

    private static void Discard(Launch launch)
    {
        launch.Socket?.Release();
        launch.KillChild();
        launch.Pipes.CloseAll();
        if (launch.Logs is { Failure: null } opened)
            new ProcessLogs(opened.Stdout, opened.Stderr).Close();
    }

    private void TellLaunched(bool madeChild)
    {
        _launched?.TrySetResult(madeChild);
        _launched = null;
    }
}
