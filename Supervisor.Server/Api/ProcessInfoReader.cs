using Supervisor.Rpc.Contract;
using Supervisor.Server.Processes;

namespace Supervisor.Server.Api;

/// <summary>
/// Makes what <c>getProcessInfo</c> tells. Owns what was told last of all processes: clients ask many times a second, and within a second
/// nothing that nobody touched is made anew. Whoever gets the same object again knows that nothing has changed.
/// </summary>
internal sealed class ProcessInfoReader(ProcessContext context)
{
    private ProcessInfo[] _last = [];

    public ProcessInfo Of(ManagedProcess process) => Read(process, context.EpochSeconds());

    /// <summary>The very list of the last time where it would hold the same.</summary>
    public IReadOnlyList<ProcessInfo> Of(IReadOnlyList<ManagedProcess> processes)
    {
        var now = context.EpochSeconds();
        var infos = _last.Length == processes.Count ? _last : new ProcessInfo[processes.Count];
        for (var i = 0; i < infos.Length; i++)
        {
            if (IsStill(infos[i], processes[i], now))
                continue;
            // Whoever was given the last list may be writing it out.
            if (ReferenceEquals(infos, _last))
                infos = [.. _last];
            infos[i] = Read(processes[i], now);
        }
        return _last = infos;
    }

    private ProcessInfo Read(ManagedProcess process, int now)
    {
        var status = process.Status;
        return new ProcessInfo(
            process.Name,
            process.GroupName,
            process.StartTime,
            process.StopTime,
            now,
            status.State,
            status.SpawnError ?? "",
            status.ExitCode ?? 0,
            process.StdoutLogFile ?? "",
            process.StderrLogFile ?? "",
            status.Pid,
            Description(process, now));
    }

    private string Description(ManagedProcess process, int now)
    {
        var status = process.Status;
        return FeatureOf(process) ?? ProcessDescription.Of(
            status.State, process.Name, status.Pid, status.SpawnError, process.StartTime, process.StopTime, now, context.Time.LocalTimeZone);
    }

    /// <summary>What a person is told of it besides its state; empty where there is nothing.</summary>
    public string NoteOf(ManagedProcess process) => FeatureOf(process) ?? HealthOf(process) ?? "";

    private string? FeatureOf(ManagedProcess process) => context.Gates?.TextOf(process) ?? PauseOf(process.Status) ?? ScheduleOf(process);

    /// <summary>Null but for one that runs and is not well. The wire's description of what runs is read by programs, and stays as it is.</summary>
    private static string? HealthOf(ManagedProcess process) => process is not { State: ProcessState.Running, Health: { } health } ? null : health.State switch
    {
        HealthState.Unready => $"not ready: {health.Readiness?.Last}",
        HealthState.Unhealthy => health.Liveness is { IsGood: false } liveness ? $"not healthy: {liveness.Last}" : "not healthy: its watchdog is not fed",
        _ => null,
    };

    /// <summary>Null but for one that is in a pause which its configuration asks for.</summary>
    private string? PauseOf(in ProcessStatus status) => status is { State: ProcessState.Backoff, Pauses: > 0, Deadline: { } deadline }
        ? ProcessDescription.OfPause(deadline - context.Loop.Now, status.ExitCode is not null && status.LastEnd is { } end ? end.Describe() : status.SpawnError ?? "")
        : null;

    /// <summary>Null but for one that runs by the clock and is at rest.</summary>
    private string? ScheduleOf(ManagedProcess process)
    {
        if (process.Schedule is not { } schedule || process.State is not (ProcessState.Stopped or ProcessState.Exited or ProcessState.Fatal) || context.Schedules is not { } schedules)
            return null;
        var end = process.State == ProcessState.Fatal ? process.Status.SpawnError : process.State == ProcessState.Exited ? process.Status.LastEnd?.Describe() : null;
        return schedule.IsOff ? ProcessDescription.OfSwitchedOff(end) : ProcessDescription.OfSchedule(schedules.NextRun(process), end, context.Time.GetUtcNow(), context.Time.LocalTimeZone);
    }

    /// <summary>
    /// Whether reading would give an equal object; the description follows from what is compared, but for what one without a child waits for.
    /// </summary>
    private bool IsStill(ProcessInfo? info, ManagedProcess process, int now)
    {
        var status = process.Status;
        return info is not null
            && info.Now == now
            && info.State == status.State
            && info.Pid == status.Pid
            && info.Start == process.StartTime
            && info.Stop == process.StopTime
            && info.ExitStatus == (status.ExitCode ?? 0)
            && info.SpawnError == (status.SpawnError ?? "")
            && info.StdoutLogfile == (process.StdoutLogFile ?? "")
            && info.StderrLogfile == (process.StderrLogFile ?? "")
            && info.Name == process.Name
            && info.Group == process.GroupName
            && ((context.Gates is null && process.Schedule is null) || status.Pid != 0 || info.Description == Description(process, now));
    }
}
