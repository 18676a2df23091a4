using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>Runs by the clock: what the scheduler decides is kept and carried out here.</summary>
internal sealed partial class ManagedProcess
{
    /// <summary>What is known of its runs; null where it does not run by the clock.</summary>
    public ScheduleStatus? Schedule { get; set; }

    /// <summary>It is up, on its way up or down, or about to be: a run now would be one too many.</summary>
    public bool IsBusy => !EssentialEnds.IsAtRest(Status) || State == ProcessState.Unknown || _context.Gates?.IsWaiting(this) == true;

    /// <summary>Starts as soon as its gate lets it.</summary>
    public void RunScheduled() => Apply(new ProcessEvent.RunDue());

    private void Reschedule(ScheduleOptions? before)
    {
        if (Options.Schedule == before)
            return;
        Schedule = Options.Schedule is null ? null : Schedule ?? ScheduleStatus.Initial;
        _context.Schedules?.Change(this);
    }
}
