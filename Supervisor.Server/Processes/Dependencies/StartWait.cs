using Supervisor.Rpc.Contract;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>A wait for a start, as data.</summary>
/// <param name="Since">When it began, on the loop's clock.</param>
/// <param name="OpenSince">When all that it depends on was there; null while something is not.</param>
/// <param name="IsAsked">Whether somebody asked for the start, and not the daemon itself.</param>
internal sealed record StartWaitRecord(TimeSpan Since, TimeSpan? OpenSince, bool IsAsked);

/// <summary>How a start that waited went on.</summary>
/// <param name="Refusal">Why it was not begun; null where it was.</param>
/// <param name="Settled">The state that it came to.</param>
internal sealed record StartOutcome(string? Refusal, Task<ProcessState>? Settled)
{
    /// <summary>Somebody asked for a stop meanwhile.</summary>
    public bool IsStopped { get; init; }
}

/// <summary>One process whose start is due, or was asked for, and must not be yet: owns who waits for it and when it is looked at again. Loop thread only.</summary>
internal sealed class StartWait(TimeSpan since, StartWaitRecord? record = null) : IDisposable
{
    private TaskCompletionSource<StartOutcome>? _outcome;

    public TimeSpan Since { get; set; } = record?.Since ?? since;

    public TimeSpan? OpenSince { get; set; } = record?.OpenSince;

    public bool IsAsked { get; set; } = record?.IsAsked ?? false;

    /// <summary>As the description says it: <c>waiting for db (healthy)</c>.</summary>
    public string Text { get; set; } = "";

    /// <summary>What its command stands for, where that was looked up.</summary>
    public CommandResolution? Command { get; set; }

    public Deadline? NextLook { get; set; }

    public bool IsAwaited => _outcome is not null;

    public Task<StartOutcome> Outcome => (_outcome ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public StartWaitRecord ToRecord() => new(Since, OpenSince, IsAsked);

    public void End(StartOutcome outcome)
    {
        Dispose();
        _outcome?.TrySetResult(outcome);
    }

    public void Dispose()
    {
        NextLook?.Dispose();
        NextLook = null;
    }
}
