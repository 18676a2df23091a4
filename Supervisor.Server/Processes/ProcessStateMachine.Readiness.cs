using static Supervisor.Server.Processes.ProcessEffect;
using static Supervisor.Server.Processes.ProcessEvent;
using static Supervisor.Server.Processes.Wanted;

namespace Supervisor.Server.Processes;

/// <summary>Starts that end when the program says that it is ready, and stops that are the first half of a restart.</summary>
internal static partial class ProcessStateMachine
{
    /// <summary>It is to say when it is ready, and has not.</summary>
    private static bool IsAwaited(in ProcessStatus process, ProcessPolicy policy) => policy.ReadyWithin is not null && !process.IsReady;

    /// <summary>Sooner than <c>startsecs</c>, which count all the same.</summary>
    private static Transition BecomeReady(in ProcessStatus process, ProcessPolicy policy) =>
        Stay(Await(process with { IsReady = true }, process.StartedAt!.Value + policy.StartSeconds));

    private static ProcessStatus Await(in ProcessStatus process, TimeSpan? deadline) => process with { Deadline = deadline, LookAt = deadline + Tick };

    /// <summary>The end of a start that has a child: of <c>startsecs</c>, or of the time until it has to be ready; null for never.</summary>
    private static TimeSpan? EndOfStart(in ProcessStatus process, ProcessPolicy policy, TimeSpan since) =>
        !IsAwaited(process, policy) ? since + policy.StartSeconds
        : policy.ReadyWithin == TimeSpan.Zero ? null
        : since + policy.ReadyWithin;

    private static Transition GiveUpStart(in ProcessStatus process, ProcessPolicy policy, TimeSpan now)
    {
        var reason = FormattableString.Invariant($"not ready after {policy.ReadyWithin!.Value.TotalSeconds:0.###} seconds");
        return Stay(process with { GivenUpFor = reason, Deadline = now + policy.StopWait, LookAt = now + policy.StopWait })
            .Then(new ProcessReport.NotReady(reason)).Then(new SendStopSignal());
    }

    private static Transition StopToRestart(in ProcessStatus process, ProcessPolicy policy, TimeSpan now)
    {
        var stopping = BeginStop(process, policy, now);
        return stopping with { Status = stopping.Status with { Wanted = Up, ComesBack = true } };
    }

    /// <summary>Nobody has asked for a stop meanwhile: then it would not come back.</summary>
    private static Transition ComeToRestart(in ProcessStatus process, ChildExited exit, ProcessPolicy policy, TimeSpan now)
    {
        var rested = Rest(process, exit, policy, now);
        return rested with { Status = rested.Status with { LookAt = TimeSpan.Zero } };
    }
}
