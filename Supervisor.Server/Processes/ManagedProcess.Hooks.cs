using System.Globalization;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>Commands around the starts and stops of the process, and in the place of its stop signal.</summary>
internal sealed partial class ManagedProcess
{
    /// <summary>Those whose end somebody waits for; null where there was never one.</summary>
    private List<HookRun>? _hooks;

    public bool HasHooksUnderway => _hooks is { Count: > 0 };

    /// <summary>Runs its <c>reload_command</c>. Returns why that has failed; null where it has not.</summary>
    public Task<string?> ReloadAsync()
    {
        if (_hooks?.Exists(hook => hook.Kind == HookKind.ReloadCommand) == true)
            return Task.FromResult<string?>("a reload of it is under way");
        var done = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(HookKind.ReloadCommand, OfChild(), end => done.SetResult(end.Reason is null ? null : $"{HookKind.ReloadCommand.Key()}: {end.Reason}"));
        return done.Task;
    }

    /// <summary>A hook of the child before may still be at work, or its tree be ending: the last to end calls again.</summary>
    private void Prepare()
    {
        if (HasHooksUnderway || IsEndingTree)
            return;
        if (Options.Hooks?.PreStart is null)
        {
            Apply(new ProcessEvent.Prepared());
            return;
        }
        Run(HookKind.PreStart, [], end =>
        {
            if (end.Outcome == HookOutcome.CalledOff)
                return;
            if (end.Outcome == HookOutcome.Done || Options.Hooks is not { IgnoresFailure: false })
            {
                Apply(new ProcessEvent.Prepared());
                return;
            }
            Apply(new ProcessEvent.SpawnFailed($"{HookKind.PreStart.Key()}: {end.Reason}"));
            TellLaunched(madeChild: false);
        });
    }

    private void PrepareStop()
    {
        if (Options.Hooks?.PreStop is null)
            Apply(new ProcessEvent.StopPrepared());
        else
            Run(HookKind.PreStop, OfChild(), _ => Apply(new ProcessEvent.StopPrepared()));
    }

    /// <summary>False where the signal is to be sent. Where the command fails the signal follows; at its limit, which is the process's, SIGKILL.</summary>
    private bool RunsStopCommand()
    {
        if (Options.Hooks?.StopCommand is null)
            return false;
        if (_hooks?.Exists(hook => hook.Kind == HookKind.StopCommand) == true)
            return true;
        var pid = Status.Pid;
        Run(HookKind.StopCommand, OfChild(), end =>
        {
            if (end.Outcome == HookOutcome.Failed && (State == ProcessState.Stopping || Status.OverdueAt is not null) && Status.Pid == pid)
                SendStop(Options.StopSignal, Options.StopAsGroup);
        });
        return true;
    }

    /// <summary>It has come to RUNNING; a child that died on the way has not.</summary>
    private void HasStarted()
    {
        if (Options.Hooks?.PostStart is not null && Status.Pid != 0)
            Run(HookKind.PostStart, OfChild(), _ => { });
    }

    /// <summary>What speaks to the child has nobody to speak to any more; what stops it is left to come to its end.</summary>
    private void HasEnded()
    {
        if (Options.Hooks?.PostStop is not null)
        {
            var told = OfEnd();
            _afterTree = () => Run(HookKind.PostStop, told, _ => { });
            if (!IsEndingTree)
                RunAfterTree();
        }
        EndHooks(HookKind.PostStart);
        EndHooks(HookKind.ReloadCommand);
    }

    private EnvironmentVariable[] OfChild() => [new("SUPERVISOR_PROCESS_PID", Text(Status.Pid))];

    private EnvironmentVariable[] OfEnd() =>
    [
        new("SUPERVISOR_EXIT_STATUS", _lastExit.Exited ? Text(_lastExit.ExitCode) : ""),
        new("SUPERVISOR_EXIT_SIGNAL", _lastExit.Exited || _lastExit.IsUnknown ? "" : Signals.Name(_lastExit.Signal)),
        new("SUPERVISOR_EXIT_REASON", ReasonOfEnd()),
    ];

    private string ReasonOfEnd() => State == ProcessState.Stopped ? "stopped"
        : _lastExit.IsUnknown ? "unknown"
        : !_lastExit.Exited ? "signal"
        : State == ProcessState.Backoff ? "startup"
        : Options.ExitCodes.Contains(_lastExit.ExitCode) ? "expected"
        : "unexpected";

    /// <param name="kind">Of which there is a command.</param>
    /// <param name="told">Variables besides the program's.</param>
    /// <param name="ended">Told of its end.</param>
    private void Run(HookKind kind, IEnumerable<EnvironmentVariable> told, Action<HookEnd> ended) =>
        Run(kind, Options.ForHook(Options.Hooks!.CommandOf(kind)!, told.Prepend(new("SUPERVISOR_HOOK", kind.Key()))), Options.LimitOf(kind), ended);

    private void Run(HookKind kind, ProcessOptions options, TimeSpan limit, Action<HookEnd> ended)
    {
        var run = new HookRun(kind, _context, (run, end) =>
        {
            if (end is { Outcome: HookOutcome.Failed or HookOutcome.LimitReached, Reason: { } reason })
                _context.Log.HookFailed(Name, kind, reason);
            _hooks!.Remove(run);
            Tell(kind, end);
            ended(end);
            AfterHook();
        });
        (_hooks ??= []).Add(run);
        run.Begin(_launcher.BeginHook(this, PlanOf(options), launch => HookLanded(run, launch)), limit);
    }

    private void Tell(HookKind kind, HookEnd end)
    {
        if (!_context.Events.HasSubscribers(EventTypeNames.Hook))
            return;
        var result = end.Outcome switch
        {
            HookOutcome.Done => "done",
            HookOutcome.Failed => "failed",
            HookOutcome.LimitReached => "timeout",
            _ => "calledoff",
        };
        _context.Events.Publish(new HookEvent(
            Name, GroupName, kind.Key(), result, end.Status is { Exited: true } exited ? exited.ExitCode : null, end.Status is { Exited: false, IsUnknown: false } killed ? killed.Signal : null));
    }

    private LaunchPlan PlanOf(ProcessOptions options) => new(options, GroupName, _context.Environment, _context.ServerUrl);

    /// <param name="run">What has a process now.</param>
    /// <param name="launch">The way it came.</param>
    /// <param name="heard">Takes what it writes; null for the program's logs.</param>
    private void HookLanded(HookRun run, Launch launch, Action<ReadOnlyMemory<byte>>? heard = null)
    {
        if (launch.IsAbandoned)
        {
            Discard(launch);
            return;
        }
        TakeLogs(launch);
        if (launch.Failure is { } failure)
        {
            run.Landed(launch, failure, _registry);
            return;
        }
        OutputChannel? output = null, error = null;
        try
        {
            Interop.Pipes.Close(launch.Pipes.TakeStdin());
            output = HookChannel("stdout", launch.Pid, heard);
            output.Attach(launch.Pipes.TakeStdout());
            if (launch.Pipes.Stderr >= 0)
            {
                error = HookChannel("stderr", launch.Pid, heard);
                error.Attach(launch.Pipes.TakeStderr());
            }
            if (heard is null)
                _context.Log.HookStarted(Name, run.Kind, launch.Pid);
            run.Landed(launch, failure: null, _registry, output, error);
        }
        catch (PosixException refused)
        {
            launch.KillChild();
            output?.Dispose();
            error?.Dispose();
            launch.Pipes.CloseAll();
            run.Landed(launch, Launch.ChannelFailure(Name, refused), _registry);
        }
    }

    /// <summary>To the program's log and nowhere else that is the program's own: what a hook prints is no event and no listener's protocol.</summary>
    private OutputChannel HookChannel(string channel, int pid, Action<ReadOnlyMemory<byte>>? heard)
    {
        var (options, log) = channel == "stdout" ? (Options.Stdout, _logs.Stdout) : (Options.Stderr, _logs.Stderr);
        return new(_context.Output, new ChannelName(Name, GroupName, channel, pid), options with { CaptureMaxBytes = 0, EventsEnabled = false }, heard is null ? log : null, heard);
    }

    private void EndHooks(HookKind kind)
    {
        if (!HasHooksUnderway)
            return;
        foreach (var run in _hooks!.FindAll(hook => hook.Kind == kind))
            run.CallOff();
    }

    private void AfterHook()
    {
        if (!HasHooksUnderway && Status.Launch == LaunchPhase.Preparing)
            Prepare();
        CloseLogsAtRest();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
