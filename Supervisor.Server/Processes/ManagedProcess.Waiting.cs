using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Processes;

/// <summary>Starts that are due and must wait: the gate decides, and tells when to look again.</summary>
internal sealed partial class ManagedProcess
{
    /// <summary>Whether those that need it healthy may start.</summary>
    public bool IsReady => State == ProcessState.Running && Health is null or { IsReady: true };

    /// <summary>Whether it would start by itself now, if nothing outside of the table were in the way.</summary>
    public bool IsStartDue => Status.LookAt is { } at && at <= _context.Loop.Now && WouldStart;

    private bool WouldStart =>
        ProcessStateMachine.Next(Status, new ProcessEvent.DeadlinePassed(true), _policy, _context.Loop.Now).Effects.Any(e => e is ProcessEffect.Spawn or ProcessEffect.Prepare);

    /// <summary>What kept its start back has changed.</summary>
    public void LookAgain() => ScheduleLook();

    /// <summary>It is asked to stop, and will be down.</summary>
    public bool IsOnItsWayDown => State == ProcessState.Stopping || (Status.IsLaunching && Status.Wanted == Wanted.Down);

    /// <summary>Somebody wants it up, and it has to wait.</summary>
    public void WantUp()
    {
        if (State.IsStopped())
            Status = Status with { Wanted = Wanted.Up };
    }

    /// <summary>A start that it waited for will not be. One that is between two attempts has failed.</summary>
    /// <param name="reason">Why, for those who ask; null where somebody wanted it so.</param>
    public void WantDown(string? reason)
    {
        if (State == ProcessState.Backoff)
        {
            Apply(reason is null ? new ProcessEvent.StopRequested() : new ProcessEvent.GiveUpRequested());
            return;
        }
        Status = Status with { Wanted = Wanted.Down, IsRunDue = false, ComesBack = false, LookAt = State.IsStopped() ? null : Status.LookAt, SpawnError = reason ?? Status.SpawnError };
        ScheduleLook();
        CloseLogsAtRest();
    }

    /// <summary>A closed gate leaves no deadline: it asks for another look when it opens.</summary>
    private void Look()
    {
        if (_context.Gates is { } gates && _context.MayStart && WouldStart && !gates.LetsPass(this))
            return;
        Apply(new ProcessEvent.DeadlinePassed(_context.MayStart));
    }
}
