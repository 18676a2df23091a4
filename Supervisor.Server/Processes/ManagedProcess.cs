using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// One supervised process: owns its status, its child's channels and its one deadline. Applies events to the state machine and
/// carries out what it asks for. Loop thread only.
/// </summary>
internal sealed partial class ManagedProcess
{
    private readonly ProcessContext _context;
    private readonly ProcessLauncher _launcher;
    private readonly ProcessPolicy _policy;
    private readonly StateWaiters _waiters = new();
    private readonly Queue<ProcessEvent> _whileLaunching = new();
    private TaskCompletionSource? _launching;
    private ChildChannels? _channels;
    private Deadline? _deadline;
    private WaitStatus _lastExit;

    public ManagedProcess(ProcessContext context, ProcessLauncher launcher, ProcessOptions options, string groupName)
    {
        (_context, _launcher, Options, GroupName) = (context, launcher, options, groupName);
        _policy = ProcessPolicy.Of(options);
        StdoutLogFile = options.Stdout.LogFile.Path;
        StderrLogFile = options.RedirectStderr ? null : options.Stderr.LogFile.Path;
    }

    public ProcessOptions Options { get; }

    public string Name => Options.Name;

    public string GroupName { get; }

    public ProcessStatus Status { get; private set; } = new(ProcessState.Stopped);

    public ProcessState State => Status.State;

    /// <summary>Epoch seconds of the last start; 0 for never.</summary>
    public int StartTime { get; private set; }

    /// <summary>Epoch seconds of the last death; 0 for never.</summary>
    public int StopTime { get; private set; }

    /// <summary>How often it was started again by the daemon itself since somebody last asked for a start.</summary>
    public int Restarts { get; private set; }

    /// <summary>Where stdout goes, with AUTO made a real name by the group; null for nowhere, and for an AUTO log that could not be made.</summary>
    public string? StdoutLogFile { get; set; }

    public string? StderrLogFile { get; set; }

    /// <summary>Makes those AUTO logs that are not there yet, before each start. Fails with PosixException.</summary>
    public Action? MakeAutoLogs { get; set; }

    /// <summary>The FastCGI socket that becomes fd 0; null for a pipe.</summary>
    public IStdinSocket? Socket { get; set; }

    /// <summary>Sees the child's stdout; set by an event listener pool.</summary>
    public Action<ReadOnlyMemory<byte>>? Received { get; set; }

    /// <summary>Called when a child has got its pid, before anything it wrote is read.</summary>
    public Action? ChildBorn { get; set; }

    /// <summary>Called when a child is gone, after the news of its death.</summary>
    public Action? ChildDied { get; set; }

    /// <summary>The channels of the living child.</summary>
    public ChildChannels? Channels => _channels;

    /// <summary>Completes when no launch is under way: at once, as a rule.</summary>
    public Task WhenLaunched => _launching?.Task ?? Task.CompletedTask;

    /// <summary>Completes at the first state, from now on, that is accepted.</summary>
    public Task<ProcessState> NextState(Func<ProcessState, bool> accepts) => _waiters.Add(accepts);

    /// <summary>Looks at the deadline for the first time: a program with <c>autostart</c> starts here.</summary>
    public void Begin() => ScheduleLook();

    /// <summary>Starts the process where its state allows; where a child still lives only a warning is written, as stock does.</summary>
    public void Start()
    {
        if (Status.Pid != 0 || _launching is not null)
            _context.Log.AlreadyRunning(Name);
        else
            Apply(new ProcessEvent.StartRequested());
    }

    /// <summary>No more attempts for one that is between two of them: the daemon is shutting down.</summary>
    public void GiveUp() => Apply(new ProcessEvent.GiveUpRequested());

    /// <summary>The child was reaped: its pipes are emptied first, so that nothing it wrote comes after the news of its death.</summary>
    public void ChildExited(WaitStatus status)
    {
        StopTime = _context.EpochSeconds();
        _lastExit = status;
        _channels?.Drain();
        Apply(new ProcessEvent.ChildExited(status.Exited ? status.ExitCode : -1));
        _channels?.Dispose();
        _channels = null;
        Socket?.Release();
        ChildDied?.Invoke();
    }

    /// <summary>Its group was removed: nobody would ever find or stop a child that it started now.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>The daemon goes on without this process object: nothing of it may fire any more.</summary>
    public void Retire()
    {
        IsRetired = true;
        _deadline?.Dispose();
        _deadline = null;
    }

    private void Apply(ProcessEvent occurred)
    {
        _context.Loop.VerifyOnLoop();
        if (_launching is not null && occurred is not (ProcessEvent.Spawned or ProcessEvent.SpawnFailed))
        {
            _whileLaunching.Enqueue(occurred);
            return;
        }
        if (occurred is ProcessEvent.SpawnFailed failure)
            _context.Log.SpawnError(failure.Reason);

        var before = Status;
        var transition = ProcessStateMachine.Next(before, occurred, _policy, _context.Loop.Now);
        Status = transition.Status;
        if (occurred is ProcessEvent.StartRequested)
            Restarts = 0;
        else if (before.StartedAt is not null && before.State != ProcessState.Starting && State == ProcessState.Starting)
            Restarts++;
        foreach (var effect in transition.Effects)
            CarryOut(effect);
        Log(occurred, before);
        ScheduleLook();
    }

    private void CarryOut(ProcessEffect effect)
    {
        switch (effect)
        {
            case ProcessEffect.Spawn:
                StartTime = _context.EpochSeconds();
                Launch();
                break;
            case ProcessEffect.SendStopSignal:
                SendStop(Options.StopSignal, Options.StopAsGroup);
                break;
            case ProcessEffect.SendKill:
                _context.Log.Killing(Name, Status.Pid);
                SendStop(Signals.SIGKILL, Options.KillAsGroup);
                break;
            case ProcessEffect.Announce(var from, var to, var attempts, var pid, var expected):
                _context.Events.Publish(new ProcessStateEvent(to, Name, GroupName, from, attempts, pid, expected));
                _waiters.Reached(to);
                _context.StateChanged?.Invoke(this);
                break;
        }
    }

    private void Log(ProcessEvent occurred, in ProcessStatus before)
    {
        switch (occurred)
        {
            case ProcessEvent.Spawned(var pid):
                _context.Log.Spawned(Name, pid);
                break;
            case ProcessEvent.ChildExited when before.State == ProcessState.Stopping:
                _context.Log.Stopped(Name, _lastExit.Describe(), _policy.ExitCodes.Contains(Status.ExitCode ?? 0));
                break;
            case ProcessEvent.ChildExited:
                _context.Log.Exited(Name, _lastExit.Describe(), State == ProcessState.Exited && _policy.ExitCodes.Contains(Status.ExitCode ?? 0));
                break;
            case ProcessEvent.DeadlinePassed when before.State == ProcessState.Starting && State == ProcessState.Running:
                _context.Log.EnteredRunning(Name, Options.StartSeconds);
                break;
            case ProcessEvent.DeadlinePassed when State == ProcessState.Fatal && before.State != ProcessState.Fatal:
                _context.Log.GaveUp(Name);
                break;
        }
    }

    /// <summary>Starts a child in the background; what happens to the process meanwhile is applied when the outcome is known.</summary>
    private async void Launch()
    {
        _launching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The effects of the transition that asked for this are all carried out before the outcome can arrive.
        await Task.Yield();
        var outcome = await _launcher.LaunchAsync(this);
        var landed = _launching;
        _launching = null;
        if (outcome.Channels is { } channels)
        {
            _channels = channels;
            ChildBorn?.Invoke();
            Apply(new ProcessEvent.Spawned(outcome.Pid));
            while (_whileLaunching.TryDequeue(out var occurred))
                Apply(occurred);
            _context.ChildBorn?.Invoke(this);
            _launcher.Landed();
        }
        else
        {
            Apply(new ProcessEvent.SpawnFailed(outcome.Failure!));
            while (_whileLaunching.TryDequeue(out var occurred))
                Apply(occurred);
        }
        landed.SetResult();
    }

    /// <summary>There is never more than one deadline; a status that waits for nothing has none.</summary>
    private void ScheduleLook()
    {
        _deadline?.Dispose();
        _deadline = null;
        if (_launching is not null || ProcessStateMachine.NextLook(Status, _policy) is not { } at)
            return;
        if (!_context.MayStart && State is ProcessState.Stopped or ProcessState.Exited or ProcessState.Backoff)
            return;
        _deadline = _context.Loop.Schedule(at, () => Apply(new ProcessEvent.DeadlinePassed(_context.MayStart)));
    }
}
