using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>What the web page shows and follows.</summary>
internal sealed partial class SupervisorApi
{
    /// <summary>A page does not wait longer for the configuration to be read.</summary>
    private static readonly TimeSpan PlanPatience = TimeSpan.FromMilliseconds(250);

    private Task<IReadOnlyList<PlannedChange>>? _looking;

    public bool IsStopping => daemon.State < SupervisorState.Running;

    /// <summary>Every process, sorted by group and name.</summary>
    public IReadOnlyList<ProcessOverview> GetOverview() => [.. table.AllByName.Select(Overview)];

    /// <summary>
    /// What runs the programs, and how their configuration has changed since; where that cannot be told within a moment, or not at all, nothing is
    /// said of it.
    /// </summary>
    public async Task<DaemonOverview> GetDaemonOverviewAsync()
    {
        // Those who look at the page at the same time have one look at the files together.
        var looking = _looking is { IsCompleted: false } ? _looking : _looking = GetPlanAsync();
        var isTold = await context.Loop.CompletesWithinAsync(looking, PlanPatience) && looking.IsCompletedSuccessfully;
        return new(daemon.Upgrades.Generation, isTold ? looking.Result : []);
    }

    /// <summary>The group that <c>group:*</c> means; null for any other name, and where there is no such group.</summary>
    public string? FindWholeGroup(string name) =>
        NameSpec.Parse(name) is { Process: null } whole && table.Find(whole.Group) is not null ? whole.Group : null;

    public static string FullName(ProcessResult result) => NameSpec.Show(result.Group, result.Name);

    /// <summary>Null where there is no such process (any more).</summary>
    public ProcessOverview? FindOverview(string name)
    {
        var (groupName, processName) = NameSpec.Parse(name);
        return processName is not null && table.Find(groupName)?.Find(processName) is { } process ? Overview(process) : null;
    }

    /// <summary>Calls back with the full name of each process that changes, until the returned objects are disposed.</summary>
    /// <param name="changed">A process has a new state.</param>
    /// <param name="rearranged">Groups came or went, or the daemon itself is about to stop.</param>
    public IReadOnlyList<IDisposable> Watch(Action<string> changed, Action rearranged) =>
    [
        events.Subscribe(EventTypeNames.ProcessState, occurred =>
        {
            if (occurred is ProcessStateEvent state)
                changed(NameSpec.Show(state.GroupName, state.ProcessName));
        }),
        events.Subscribe(EventTypeNames.ProcessHealth, occurred =>
        {
            if (occurred is ProcessHealthEvent health)
                changed(NameSpec.Show(health.GroupName, health.ProcessName));
        }),
        events.Subscribe(EventTypeNames.ProcessWaiting, occurred =>
        {
            if (occurred is ProcessWaitingEvent waiting)
                changed(NameSpec.Show(waiting.GroupName, waiting.ProcessName));
        }),
        events.Subscribe(EventTypeNames.ProcessGroup, _ => rearranged()),
        events.Subscribe(EventTypeNames.SupervisorStateChange, _ => rearranged()),
    ];

    private ProcessOverview Overview(ManagedProcess process) =>
        new(
            _infos.Of(process),
            process.Status.Restarts,
            process.Options.ExitCodes.Contains(process.Status.ExitCode ?? 0),
            _infos.NoteOf(process),
            process is { State: ProcessState.Running, Health.State: HealthState.Unready or HealthState.Unhealthy });
}
