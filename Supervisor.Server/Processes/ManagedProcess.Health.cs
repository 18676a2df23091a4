using System.Globalization;
using System.Runtime.InteropServices;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>Whether it is ready, and whether it lives: its probes, and what follows from them.</summary>
internal sealed partial class ManagedProcess
{
    /// <summary>Null where the program is asked nothing.</summary>
    public HealthWatch? Health { get; private set; }

    /// <summary>No check is made for a while: those that are under way are called off.</summary>
    public void HoldChecks() => Health?.Hold();

    public void LetChecksGo()
    {
        // One on its way down is asked nothing.
        if (State is ProcessState.Starting or ProcessState.Running)
            Health?.Continue();
    }

    /// <summary>Somebody wants it down while it is being restarted. Returns whether it was.</summary>
    public bool CallOffRestart()
    {
        if (!Status.ComesBack)
            return false;
        WantDown(reason: null);
        return true;
    }

    private void WatchHealth(HealthRecord? record)
    {
        Health?.Dispose();
        Health = Options.Health is { } options && options.IsWatched()
            ? new HealthWatch(_context, options, new ProcessKey(GroupName, Name), BeginCheck, () => Apply(new ProcessEvent.BecameReady()), Unhealthy)
            : null;
        if (record is not null && Status.Pid != 0 && State is ProcessState.Starting or ProcessState.Running)
            Health?.Resume(record, State == ProcessState.Running);
        else if (record is null && Status.Pid != 0 && State == ProcessState.Running)
            Health?.Running();
        else if (record is null && Status.Pid != 0 && State == ProcessState.Starting)
            Health?.Born();
    }

    /// <summary>A stop of somebody's ends the checks; so does the end of the child.</summary>
    private void HealthFollows(ProcessState state)
    {
        if (Health is not { } health)
            return;
        if (state == ProcessState.Running && Status.Pid != 0)
            health.Running();
        else if (state != ProcessState.Starting)
            health.Ended(hasChild: state == ProcessState.Stopping);
    }

    private void Unhealthy(string reason)
    {
        _context.Log.Unhealthy(Name, reason);
        var argument = Options.Health!.ActionArgument;
        switch (Options.Health.FailureAction)
        {
            case LivenessAction.Restart:
                Apply(new ProcessEvent.RestartRequested());
                break;
            case LivenessAction.Stop:
                Stop();
                break;
            case LivenessAction.Kill:
                SendSignal(Signals.SIGKILL);
                break;
            case LivenessAction.Signal:
                SendSignal(int.Parse(argument!, CultureInfo.InvariantCulture));
                break;
            case LivenessAction.Run:
                Run(HookKind.LivenessAction, Options.ForCommand(argument!, [new("SUPERVISOR_HEALTH", reason), .. OfChild()]), HookOptions.UsualLimit, _ => { });
                break;
        }
    }

    private CalledOff BeginCheck(string kind, ProbeOptions options, Action<CheckResult> told)
    {
        if (options.Check.Kind == CheckKind.Command)
            return BeginCommand(kind, options, told);
        var cancelled = new CancellationTokenSource();
        var check = new NetworkCheck(options, _context.Hosts, _context.LogWriter.Mounts);
        _ = FollowAsync(Task.Run(() => check.RunAsync(cancelled.Token)), told, cancelled);
        return new CalledOff(cancelled.Cancel);
    }

    private static async Task FollowAsync(Task<CheckResult> check, Action<CheckResult> told, CancellationTokenSource cancelled)
    {
        CheckResult result;
        try
        {
            // On the loop again from here.
            result = await check;
        }
        catch (Exception failure)
        {
            result = new(false, failure.Message);
        }
        if (!cancelled.IsCancellationRequested)
            told(result);
    }

    /// <summary>As a hook is run; what it writes is kept in part and goes to no log.</summary>
    private CalledOff BeginCommand(string kind, ProbeOptions options, Action<CheckResult> told)
    {
        var output = new List<byte>(CheckResult.LongestOutput);
        void Heard(ReadOnlyMemory<byte> bytes) => output.AddRange(bytes.Span[..Math.Min(bytes.Length, CheckResult.LongestOutput - output.Count)]);
        var run = new HookRun(HookKind.Check, _context, (_, end) => told(new(end.Outcome == HookOutcome.Done, end.Reason ?? "exit status 0", CheckResult.Clean(CollectionsMarshal.AsSpan(output)))));
        var plan = PlanOf(Options.ForCommand(options.Check.Text, [new("SUPERVISOR_PROBE", kind), .. OfChild()]));
        run.Begin(_launcher.BeginHook(this, plan, launch => HookLanded(run, launch, Heard)), options.Timeout);
        return new(run.CallOff);
    }

    /// <summary>Of what is under way: its end is of no interest any more.</summary>
    private sealed class CalledOff(Action callOff) : IDisposable
    {
        public void Dispose() => callOff();
    }
}
