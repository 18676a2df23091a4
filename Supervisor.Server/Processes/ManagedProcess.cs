using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// One supervised process: owns its status, its child while there is one, its open logs and its one deadline. Applies events to the state
/// machine and carries out what it asks for. Loop thread only.
/// </summary>
internal sealed partial class ManagedProcess
{
    private readonly ProcessContext _context;
    private readonly ProcessLauncher _launcher;
    private readonly IChildRegistry _registry;
    private readonly IChildObserver? _observer;
    private ProcessPolicy _policy;
    private readonly StateWaiters _waiters = new();
    private Deadline? _deadline;

    /// <param name="context">What all processes share.</param>
    /// <param name="launcher">Makes the children.</param>
    /// <param name="registry">Learns the pid of every child.</param>
    /// <param name="options">The process as configured.</param>
    /// <param name="groupName">Its group.</param>
    /// <param name="socket">The FastCGI socket that becomes fd 0; null for a pipe.</param>
    /// <param name="observer">Sees the children and their stdout; null for nobody.</param>
    /// <param name="record">Where an earlier object of this process stopped; null for one that was never started.</param>
    public ManagedProcess(
        ProcessContext context,
        ProcessLauncher launcher,
        IChildRegistry registry,
        ProcessOptions options,
        string groupName,
        IStdinSocket? socket = null,
        IChildObserver? observer = null,
        ProcessRecord? record = null)
    {
        (_context, _launcher, _registry, _observer) = (context, launcher, registry, observer);
        (Options, GroupName, Socket) = (options, groupName, socket);
        _policy = ProcessPolicy.Of(options);
        Status = record?.Status ?? ProcessStateMachine.Initial(_policy);
        (StartTime, StopTime) = (record?.StartTime ?? 0, record?.StopTime ?? 0);
        _noticeName = record?.Health?.NoticeName;
        Plan = new LaunchPlan(options, groupName, context.Environment, context.ServerUrl, NoticeVariables());
        Schedule = options.Schedule is null ? null : record?.Schedule ?? ScheduleStatus.Initial;
        StdoutLogFile = record?.StdoutLogFile ?? options.Stdout.LogFile.Path;
        StderrLogFile = record?.StderrLogFile ?? (options.RedirectStderr ? null : options.Stderr.LogFile.Path);
        if (record is not null)
            GoOnWith(record);
        WatchHealth(record?.Health);
        ResumeNotices(record?.Health);
    }

    public ProcessOptions Options { get; private set; }

    public LaunchPlan Plan { get; private set; }

    public string Name => Options.Name;

    public string GroupName { get; }

    public ProcessStatus Status { get; private set; }

    public ProcessState State => Status.State;

    public ProcessRecord ToRecord() => new(
        Name,
        Status,
        StartTime,
        StopTime,
        StdoutLogFile,
        StderrLogFile,
        StdoutAutoLog,
        StderrAutoLog,
        _logs.ToRecord(),
        Child?.ToRecord(),
        _context.Gates?.RecordOf(this),
        Schedule,
        HealthToRecord());

    /// <summary>Epoch seconds of the last start; 0 for never.</summary>
    public int StartTime { get; private set; }

    /// <summary>Epoch seconds of the last death; 0 for never.</summary>
    public int StopTime { get; private set; }

    /// <summary>The FastCGI socket that becomes fd 0; null for a pipe.</summary>
    public IStdinSocket? Socket { get; }

    /// <summary>The living child; null where there is none.</summary>
    public Child? Child { get; private set; }

    /// <summary>Its group was removed: nobody would ever find or stop a child that it started now.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Completes at the first state, from now on, that is accepted.</summary>
    public Task<ProcessState> NextState(Func<ProcessState, bool> accepts) => _waiters.Add(accepts);

    /// <summary>Looks at the status for the first time: a program with <c>autostart</c> starts here.</summary>
    public void Begin()
    {
        // A start that an earlier object was held back from.
        if (Status.Launch == LaunchPhase.Underway && _launch is null)
            BeginLaunch();
        ScheduleLook();
        _context.Schedules?.Begin(this);
    }

    /// <summary>Starts the process where its state allows; where a child still lives only a warning is written, as stock does.</summary>
    /// <param name="command">What its command stands for, where that was looked up a moment ago.</param>
    public void Start(CommandResolution? command = null)
    {
        if (Status.Pid != 0 || Status.IsLaunching)
        {
            _context.Log.AlreadyRunning(Name);
            return;
        }
        _command = command;
        Apply(new ProcessEvent.StartRequested());
        _command = null;
    }

    /// <summary>No more attempts for one that is between two of them: the daemon is shutting down.</summary>
    public void GiveUp() => Apply(new ProcessEvent.GiveUpRequested());

    /// <summary>The child was reaped: its pipes are emptied first, so that nothing it wrote comes after the news of its death.</summary>
    public void ChildExited(WaitStatus status)
    {
        StopTime = _context.EpochSeconds();
        var stopped = State == ProcessState.Stopping ? Status.Pid : 0;
        var child = Child;
        if (child is not null)
            child.Exit = status;
        child?.Drain();
        HearTheLast();
        _lastExit = status;
        if (child is not null)
            EndTree(child, stopped == 0 ? null : Status.Deadline ?? _context.Loop.Now);
        Apply(new ProcessEvent.ChildExited(status.Exited ? status.ExitCode : -1, status.Exited ? 0 : status.IsUnknown ? ChildEnd.Untold : status.Signal));
        if (child is not null)
            _context.StateFile?.Died(child.Pid);
        child?.Dispose();
        Child = null;
        HasEnded();
        _observer?.ChildDied(this);
        CloseLogsAtRest();
        if (stopped != 0)
            _context.StopEnded?.Invoke(this, stopped);
    }

    /// <summary>The daemon goes on without this process object: nothing of it may fire any more.</summary>
    public void Retire()
    {
        IsRetired = true;
        _deadline?.Dispose();
        _deadline = null;
        Health?.Dispose();
        _notices?.Dispose();
        _readyLine?.Dispose();
        (_notices, _readyLine) = (null, null);
        CloseLogsAtRest();
    }

    private void Apply(ProcessEvent occurred)
    {
        _context.Loop.VerifyOnLoop();
        var before = Status.State;
        var transition = ProcessStateMachine.Next(Status, occurred, _policy, _context.Loop.Now, Chance());
        Status = transition.Status;
        foreach (var effect in transition.Effects)
            CarryOut(effect);
        ScheduleLook();
        CloseLogsAtRest();
        if (State is ProcessState.Exited or ProcessState.Fatal && before != State)
            _context.Ended?.Invoke(this);
    }

    /// <summary>What the table cannot know, and needs only where a pause is not the same each time.</summary>
    private double Chance() => _policy.Restarting is { JitterPercent: > 0 } ? (Random.Shared.NextDouble() * 2) - 1 : 0;

    private void CarryOut(ProcessEffect effect)
    {
        switch (effect)
        {
            case ProcessEffect.Spawn:
                StartTime = _context.EpochSeconds();
                BeginLaunch();
                break;
            case ProcessEffect.Prepare:
                Prepare();
                break;
            case ProcessEffect.PrepareStop:
                PrepareStop();
                break;
            case ProcessEffect.AbandonLaunch:
                AbandonLaunch();
                break;
            case ProcessEffect.SendStopSignal:
                if (!RunsStopCommand())
                    SendStop(Options.StopSignal, Options.StopAsGroup);
                break;
            case ProcessEffect.SendKill:
                _context.Log.Killing(Name, Status.Pid);
                EndHooks(HookKind.StopCommand);
                SendStop(Signals.SIGKILL, Options.KillAsGroup);
                break;
            case ProcessEffect.Announce(var from, var to, var attempts, var pid, var expected):
                _context.Events.Publish(new ProcessStateEvent(to, Name, GroupName, from, attempts, pid, expected)
                {
                    Details = _context.Events.DetailReaders > 0 ? DetailsOf(from, to, expected) : null,
                });
                _waiters.Reached(to);
                HealthFollows(to);
                if (to == ProcessState.Running)
                    HasStarted();
                break;
            case ProcessEffect.Report(var line):
                Report(line);
                break;
        }
    }

    private void Report(ProcessReport line)
    {
        if (line is ProcessReport.LateLaunch)
            TurnLate();
        _context.Log.Write(line, this, _lastExit);
    }

    /// <summary>There is never more than one deadline; a status that waits for nothing has none.</summary>
    private void ScheduleLook()
    {
        _deadline?.Dispose();
        _deadline = null;
        if (IsRetired || Status.LookAt is not { } at)
            return;
        if (!_context.MayStart && State is ProcessState.Stopped or ProcessState.Exited or ProcessState.Fatal or ProcessState.Backoff)
            return;
        _deadline = _context.Loop.Schedule(at, Look);
    }
}
