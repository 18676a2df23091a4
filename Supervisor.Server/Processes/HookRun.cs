using Supervisor.Server.Interop;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// One run of a hook, from the wish for it to its end: owns its process, the channels of its output and its limit. At the limit, and where it
/// is called off, its whole process group is killed, and nobody waits for its death. Loop thread only.
/// </summary>
/// <param name="kind">What it is for.</param>
/// <param name="context">What all processes share.</param>
/// <param name="ended">Told exactly once how it ended.</param>
internal sealed class HookRun(HookKind kind, ProcessContext context, Action<HookRun, HookEnd> ended)
{
    private Launch? _launch;
    private Task<WaitStatus>? _death;
    private Deadline? _limit;
    private OutputChannel? _output;
    private OutputChannel? _error;
    private int _pid;
    private bool _isOver;

    public HookKind Kind => kind;

    /// <param name="launch">On its way; <see cref="Landed"/> follows.</param>
    /// <param name="limit">How long it may take.</param>
    public void Begin(Launch launch, TimeSpan limit)
    {
        _launch = launch;
        _limit = context.Loop.Schedule(context.Loop.Now + limit, () => LimitReached(limit));
    }

    /// <summary>Takes its process, which must not have been abandoned.</summary>
    /// <param name="launch">What has landed.</param>
    /// <param name="failure">Why there is no process; null where there is one.</param>
    /// <param name="registry">Tells of its death.</param>
    /// <param name="output">Its stdout, which is read already.</param>
    /// <param name="error">Its stderr; null where that goes the same way.</param>
    public void Landed(Launch launch, string? failure, IChildRegistry registry, OutputChannel? output = null, OutputChannel? error = null)
    {
        _launch = null;
        if (failure is not null)
        {
            End(new(HookOutcome.Failed, failure));
            return;
        }
        (_pid, _output, _error) = (launch.Pid, output, error);
        _death = registry.RegisterOwn(launch.Pid);
        _ = FollowAsync(_death);
    }

    /// <summary>Kills it with all its group.</summary>
    public void CallOff()
    {
        Kill();
        End(new(HookOutcome.CalledOff, "it was called off"));
    }

    private async Task FollowAsync(Task<WaitStatus> death)
    {
        var status = await death;
        context.Loop.Guard(() => Died(status));
    }

    private void Died(WaitStatus status)
    {
        _output?.Drain();
        _error?.Drain();
        _output?.Dispose();
        _error?.Dispose();
        End(status is { Exited: true, ExitCode: 0 } ? new(HookOutcome.Done, Status: status) : new(HookOutcome.Failed, status.Describe(), status));
    }

    private void LimitReached(TimeSpan limit)
    {
        Kill();
        End(new(HookOutcome.LimitReached, FormattableString.Invariant($"not done after {limit.TotalSeconds:0.###} s")));
    }

    private void End(HookEnd end)
    {
        _limit?.Dispose();
        _limit = null;
        if (_isOver)
            return;
        _isOver = true;
        ended(this, end);
    }

    private void Kill()
    {
        _launch?.Abandon();
        if (_death is not { IsCompleted: false })
            return;
        try
        {
            Signals.KillGroup(_pid, Signals.SIGKILL);
        }
        catch (PosixException refused)
        {
            context.Log.HookNotKilled(kind, _pid, refused.Message);
        }
    }
}
