using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using static Supervisor.Rpc.Contract.ProcessState;
using static Supervisor.Server.Processes.LaunchPhase;
using static Supervisor.Server.Processes.ProcessEffect;
using static Supervisor.Server.Processes.ProcessEvent;
using static Supervisor.Server.Processes.Wanted;

namespace Supervisor.Server.Processes;

/// <summary>
/// The state diagram of a supervised process as one table. Pure: no clock, no I/O, no logging. A row leaves the next status, when to look at
/// it again, and what is to be done, the lines of the main log included.
/// The whole matrix is printed in <c>ProcessStateMachine.verified.txt</c> beside its tests.
/// </summary>
internal static partial class ProcessStateMachine
{
    public const string TooQuick = "Exited too quickly (process log may have details)";

    /// <summary>A launch that takes longer is told, and may be given up.</summary>
    public static readonly TimeSpan LaunchPatience = TimeSpan.FromSeconds(1);

    /// <summary>Where the table asks for <c>now &gt; deadline</c> the look is one tick later than the deadline.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>A process that was never started.</summary>
    public static ProcessStatus Initial(ProcessPolicy policy) =>
        new(Stopped) { Wanted = policy.AutoStart ? Up : Down, LookAt = policy.AutoStart ? TimeSpan.Zero : null };

    /// <param name="process">The status of before.</param>
    /// <param name="occurred">What has happened.</param>
    /// <param name="policy">What the configuration says.</param>
    /// <param name="now">On the clock of the status.</param>
    /// <param name="chance">From -1 to 1: for a pause that is left to chance in part.</param>
    public static Transition Next(in ProcessStatus process, ProcessEvent occurred, ProcessPolicy policy, TimeSpan now, double chance = 0) =>
#pragma warning disable format // A table is read by its columns.
        (process.State, process.Launch, occurred) switch
        {
            // A start by hand begins a new count of attempts; stock lets the count of before a stop live on.
            (Stopped, _, StartRequested)                                                          => Start(process with { Attempts = 0 }, policy, now),
            (Exited or Fatal or Backoff, _, StartRequested)                                       => Start(process, policy, now),
            (Stopped, _, DeadlinePassed { MayStart: true }) when NeverStarted(process, policy)    => Start(process, policy, now),
            (Stopped, _, DeadlinePassed { MayStart: true }) when process.ComesBack                => Again(process with { ComesBack = false }, policy, now, chance),
            (Stopped or Exited or Fatal, _, DeadlinePassed { MayStart: true }) when process.IsRunDue => Start(process with { Attempts = 0 }, policy, now),
            (Stopped or Exited or Fatal, _, RunDue)                                               => Stay(process with { Wanted = Up, IsRunDue = true, LookAt = TimeSpan.Zero }),
            (Exited,  _, DeadlinePassed { MayStart: true }) when Restarts(process, policy)        => Again(process, policy, now, chance),

            (Starting, Preparing, ProcessEvent.Prepared)                                          => Launch(process, now),
            (Starting, Preparing, SpawnFailed failure)                                            => Fail(process, failure.Reason, policy, now, chance),
            (Starting, Preparing, StopRequested)                                                  => CallOff(process),
            (Starting, Preparing, _)                                                              => Stay(process),

            (Starting, Underway or Late, Spawned child) when process.Wanted == Down               => Watch(process, child.Pid, policy, now).ThenStop(policy, now),
            (Starting, Underway or Late, Spawned child)                                           => Watch(process, child.Pid, policy, now),
            (Starting, Underway or Late, SpawnFailed failure) when process.Wanted == Down         => Fail(process, failure.Reason, policy, now, chance).ThenTo(Stopped),
            (Starting, Underway or Late, SpawnFailed failure)                                     => Fail(process, failure.Reason, policy, now, chance),
            (Starting, Late, StopRequested)                                                       => Abandon(process),
            (Starting, Underway, StopRequested)                                                   => Stay(process with { Wanted = Down }),
            (Starting, Underway, DeadlinePassed) when now < process.LookAt                        => Stay(process),
            (Starting, Underway, DeadlinePassed) when process.Wanted == Down                      => Abandon(process),
            (Starting, Underway, DeadlinePassed)                                                  => TurnLate(process),
            (Starting, Underway or Late, _)                                                       => Stay(process),

            (Starting, None, BecameReady) when process.GivenUpFor is not null                     => Stay(process),
            (Starting, None, BecameReady) when IsAwaited(process, policy) && now - process.StartedAt >= policy.StartSeconds
                                                                                                  => Survive(process with { IsReady = true }, policy),
            (Starting, None, BecameReady) when IsAwaited(process, policy)                         => BecomeReady(process, policy),
            (Starting, None, ChildExited exit) when process.GivenUpFor is { } reason              => Quit(process, exit, reason, policy, now, chance),
            (Starting, None, ChildExited exit) when IsAwaited(process, policy)                    => Quit(process, exit, $"exited before it was ready ({exit.EndAt(now).Describe()})", policy, now, chance),
            (Starting, None, DeadlinePassed) when process.GivenUpFor is not null                  => now >= process.Deadline ? KillWhereItIs(process, policy, now) : Stay(process),
            (Starting, None, DeadlinePassed) when IsAwaited(process, policy)                      => now > process.Deadline ? GiveUpStart(process, policy, now) : Stay(process),
            (Starting, None, ChildExited exit) when IsSuccess(exit.ExitCode, policy)              => Exit(process, exit, policy, now, via: Running),
            (Starting, None, ChildExited exit) when now - process.StartedAt < policy.StartSeconds => Quit(process, exit, TooQuick, policy, now, chance),
            (Starting, None, ChildExited exit)                                                    => Exit(process, exit, policy, now, via: Running),
            (Starting, None, DeadlinePassed) when now > process.Deadline                          => Survive(process, policy),

            (Running, _, ChildExited exit)                                                        => Exit(process, exit, policy, now),
            (Starting or Stopping, None, TimeAsked asked) when now + asked.More > process.Deadline => Stay(Move(process, now + asked.More - process.Deadline.Value, Tick)),
            (Running, _, RestartRequested)                                                        => StopToRestart(process, policy, now),
            (Running, _, DeadlinePassed) when now >= process.Deadline && process.OverdueAt is null => TurnOverdue(process, policy, now),
            (Running, _, DeadlinePassed) when now >= process.Deadline                             => KillWhereItIs(process, policy, now),
            (Starting or Running, _, StopRequested) when policy.PreparesStop                      => PrepareToStop(process),
            (Stopping, _, StopRequested) when policy.PreparesStop && process.Deadline is null     => Stay(process with { Wanted = Down, ComesBack = false }),
            (Stopping, _, StopPrepared) when process.Deadline is null                             => Stop(process, new SendStopSignal(), policy, now),
            (Starting or Running or Stopping, _, StopRequested)                                   => Stop(process with { ComesBack = false }, new SendStopSignal(), policy, now),

            (Backoff, _, DeadlinePassed) when IsOutOfRetries(process, policy)                     => GiveUp(process).Then(new ProcessReport.GaveUp()),
            (Backoff, _, DeadlinePassed) when IsAtLimit(process, policy) is { } reason            => GiveUp(process with { SpawnError = reason }).Then(new ProcessReport.LimitReached(reason)),
            (Backoff, _, DeadlinePassed { MayStart: true }) when now > process.Deadline           => Restart(process, policy, now),
            (Backoff, _, StopRequested)                                                           => To(process, Stopped),
            (Backoff, _, GiveUpRequested)                                                         => GiveUp(process),

            (Stopping, _, DeadlinePassed) when now >= process.Deadline                            => Kill(process, policy, now),
            (Stopping, _, ChildExited exit) when process.ComesBack                                => ComeToRestart(process, exit, policy, now),
            (Stopping, _, ChildExited exit)                                                       => Rest(process, exit, policy, now),
            (Starting or Running or Stopping, _, SignalRefused)                                   => To(process with { Deadline = null }, Unknown),

            // Stock's daemon dies of this one; here the program can be started again.
            (Unknown, _, ChildExited exit)                                                        => Exit(process, exit, policy, now),
            _                                                                                     => Stay(process),
        };
#pragma warning restore format

    /// <summary>
    /// The status under another policy: what is counted in seconds is counted anew from the moment it began at. A child that runs, or has ended, is
    /// left alone; one that was never started starts where it is to start by itself now.
    /// </summary>
    public static ProcessStatus Adjust(in ProcessStatus process, ProcessPolicy before, ProcessPolicy after) => (process.State, process.Launch) switch
    {
        (Starting, None) when process.GivenUpFor is not null => process,
        (Starting, None) when before.ReadyWithin != after.ReadyWithin => Await(process, EndOfStart(process, after, process.StartedAt ?? TimeSpan.Zero)),
        (Starting, None) when IsAwaited(process, after) => process,
        (Starting, None) => Move(process, after.StartSeconds - before.StartSeconds, Tick),
        (Running, _) => Limit(process, after),
        (Stopping, _) => Move(process, after.StopWait - before.StopWait, TimeSpan.Zero),
        (Backoff, _) => Wait(Move(process, PauseOf(process, after, chance: 0) - PauseOf(process, before, chance: 0), Tick), after),
        (Stopped, _) when process.StartedAt is null && before.AutoStart != after.AutoStart =>
            process with { Wanted = after.AutoStart ? Up : Down, LookAt = after.AutoStart ? TimeSpan.Zero : null },
        _ => process,
    };

    /// <summary>The end of a run that may take only so long; one that is being stopped already is left to that.</summary>
    private static ProcessStatus Limit(in ProcessStatus process, ProcessPolicy policy) => process.OverdueAt is not null
        ? process
        : process with { Deadline = process.StartedAt + policy.RunTimeout, LookAt = process.StartedAt + policy.RunTimeout };

    private static ProcessStatus Move(in ProcessStatus process, TimeSpan by, TimeSpan look) => process.Deadline is not { } deadline
        ? process
        : process with { Deadline = deadline + by, LookAt = deadline + by + look };

    /// <summary>Somebody asked for it.</summary>
    private static Transition Start(in ProcessStatus process, ProcessPolicy policy, TimeSpan now) =>
        Begin(process with { Wanted = Up, Restarts = 0, Pauses = 0, RestartTimes = null }, policy, now);

    /// <summary>The daemon does it by itself.</summary>
    private static Transition Restart(in ProcessStatus process, ProcessPolicy policy, TimeSpan now) =>
        Begin(process with { Restarts = process.Restarts + 1, RestartTimes = policy.Restarting.With(process.RestartTimes, now) }, policy, now);

    /// <summary>After an end: at once, as stock does, or after a pause. A pause and what is over the limit are BACKOFF, as every client knows it.</summary>
    private static Transition Again(in ProcessStatus process, ProcessPolicy policy, TimeSpan now, double chance)
    {
        if (policy.Restarting is not { } restarting)
            return Restart(process, policy, now);
        var next = restarting.Pauses.Count > 0 ? process with { Pauses = process.Pauses + 1 } : process;
        var pause = PauseOf(next, policy, chance);
        if (pause == TimeSpan.Zero && !restarting.IsFull(process.RestartTimes, now))
            return Restart(next, policy, now);
        var paused = To(next with { Deadline = now + pause }, Backoff);
        var waiting = paused with { Status = Wait(paused.Status, policy) };
        return waiting.Status.LookAt == TimeSpan.Zero ? waiting : waiting.Then(new ProcessReport.Paused(pause));
    }

    private static Transition Begin(in ProcessStatus process, ProcessPolicy policy, TimeSpan now)
    {
        var begun = process with { StartedAt = now, SpawnError = null, ExitCode = null, LastEnd = null, Deadline = null, KilledAt = null, IsReady = false, GivenUpFor = null, ComesBack = false, IsRunDue = false, OverdueAt = null, Launch = Underway };
        return policy.Prepares
            ? To(begun with { Launch = Preparing }, Starting).Then(new Prepare())
            : To(begun, Starting, lookAt: now + LaunchPatience).Then(new Spawn());
    }

    private static Transition Launch(in ProcessStatus process, TimeSpan now) =>
        Stay(process with { StartedAt = now, Launch = Underway, LookAt = now + LaunchPatience }).Then(new Spawn());

    /// <summary>Nothing was started yet but what comes before a start.</summary>
    private static Transition CallOff(in ProcessStatus process)
    {
        var stopped = To(process with { Wanted = Down, Launch = None }, Stopped, thenPid: 0);
        return stopped with { Effects = [new AbandonLaunch(), .. stopped.Effects] };
    }

    /// <summary>Without a deadline: it is counted from the signal, or from what is in its place.</summary>
    private static Transition PrepareToStop(in ProcessStatus process) =>
        To(process with { Wanted = Down, Deadline = null }, Stopping).Then(new PrepareStop());

    private static Transition Watch(in ProcessStatus process, int pid, ProcessPolicy policy, TimeSpan now)
    {
        var born = process with { Launch = None, Pid = pid };
        return Stay(Await(born, EndOfStart(born, policy, now))).Then(new ProcessReport.Spawned(pid));
    }

    private static Transition TurnLate(in ProcessStatus process) =>
        Stay(process with { Launch = Late, LookAt = null }).Then(new ProcessReport.LateLaunch());

    private static Transition Abandon(in ProcessStatus process)
    {
        var stopped = To(process with { Wanted = Down, Launch = None }, Stopped, thenPid: 0);
        return stopped with { Effects = [new AbandonLaunch(), .. stopped.Effects, new Report(new ProcessReport.AbandonedLaunch())] };
    }

    /// <summary>No child came of the start.</summary>
    private static Transition Fail(in ProcessStatus process, string reason, ProcessPolicy policy, TimeSpan now, double chance)
    {
        var failed = BackOff(process with { Launch = None }, reason, policy, now, chance);
        return failed with { Effects = [new Report(new ProcessReport.SpawnError(reason)), .. failed.Effects] };
    }

    /// <summary>The child did not live for <c>startsecs</c>, or was not ready.</summary>
    private static Transition Quit(in ProcessStatus process, ChildExited exit, string reason, ProcessPolicy policy, TimeSpan now, double chance) =>
        BackOff(process with { LastEnd = exit.EndAt(now), GivenUpFor = null }, reason, policy, now, chance).Then(new ProcessReport.Exited(Expected: false));

    private static Transition BackOff(in ProcessStatus process, string reason, ProcessPolicy policy, TimeSpan now, double chance)
    {
        var failed = process with { Attempts = process.Attempts + 1, SpawnError = reason, ExitCode = null };
        failed = failed with { Pauses = policy.Restarting is { Pauses.Count: > 0 } ? failed.Pauses + 1 : 0 };
        var transition = To(failed with { Deadline = now + PauseOf(failed, policy, chance) }, Backoff, thenPid: 0);
        return transition with { Status = Wait(transition.Status, policy) };
    }

    /// <summary>How long the pause is that a process in BACKOFF is in: stock's second more each time, or what is asked for.</summary>
    private static TimeSpan PauseOf(in ProcessStatus process, ProcessPolicy policy, double chance) => policy.Restarting is { Pauses.Count: > 0 } restarting
        ? restarting.Pause(Math.Max(process.Pauses, 1), chance)
        : TimeSpan.FromSeconds(process.Attempts);

    /// <summary>One in BACKOFF is looked at when its pause is over, or at once where that is its end.</summary>
    private static ProcessStatus Wait(in ProcessStatus process, ProcessPolicy policy) =>
        process with { LookAt = IsOutOfRetries(process, policy) || IsAtLimit(process, policy) is not null ? TimeSpan.Zero : process.Deadline + Tick };

    /// <summary>A pause after an end is no failed start, whatever number of them is allowed.</summary>
    private static bool IsOutOfRetries(in ProcessStatus process, ProcessPolicy policy) =>
        process.Attempts > 0 && process.Attempts > policy.StartRetries && policy.Restarting is not { RetryForever: true };

    /// <summary>The reason why the restart at the end of the pause would be one too many; null where it is not.</summary>
    private static string? IsAtLimit(in ProcessStatus process, ProcessPolicy policy) =>
        policy.Restarting is { Limit: { } limit } restarting && process.Deadline is { } deadline && restarting.IsFull(process.RestartTimes, deadline)
            ? RestartSchedule.Reason(limit)
            : null;

    private static Transition Exit(in ProcessStatus process, ChildExited exit, ProcessPolicy policy, TimeSpan now, ProcessState? via = null)
    {
        var expected = policy.ExitCodes.Contains(exit.ExitCode);
        var alive = process with
        {
            Attempts = 0,
            Pauses = IsInRow(process, policy, now) ? process.Pauses : 0,
            Deadline = null,
            ExitCode = exit.ExitCode,
            LastEnd = exit.EndAt(now),
            SpawnError = expected ? process.SpawnError : exit.Signal == ChildEnd.Untold ? exit.EndAt(now).Describe() : $"Bad exit code {exit.ExitCode}",
        };
        var passed = via is { } state ? To(alive, state) : Stay(alive);
        var lookAt = Restarts(passed.Status, policy) ? TimeSpan.Zero : (TimeSpan?)null;
        var exited = To(passed.Status, Exited, expected, thenPid: 0, lookAt);
        return exited with { Effects = [.. passed.Effects, .. exited.Effects, new Report(new ProcessReport.Exited(expected))] };
    }

    /// <summary>It has not run long enough for the first pause to be the next one again.</summary>
    private static bool IsInRow(in ProcessStatus process, ProcessPolicy policy, TimeSpan now) =>
        policy.Restarting is { } restarting && now - process.StartedAt < policy.StartSeconds + restarting.ResetAfter();

    private static Transition Survive(in ProcessStatus process, ProcessPolicy policy)
    {
        var running = To(process with { Attempts = 0, Deadline = null }, Running).Then(new ProcessReport.EnteredRunning());
        return policy.RunTimeout is null ? running : running with { Status = Limit(running.Status, policy) };
    }

    /// <summary>It stays RUNNING until it ends, which then is an end of its own: what follows is for <c>autorestart</c>.</summary>
    private static Transition TurnOverdue(in ProcessStatus process, ProcessPolicy policy, TimeSpan now) =>
        Stay(process with { OverdueAt = now, Deadline = now + policy.StopWait, LookAt = now + policy.StopWait })
            .Then(new ProcessReport.RanTooLong(policy.RunTimeout ?? TimeSpan.Zero)).Then(new SendStopSignal());

    /// <summary>It was sent its stop signal and is in its state still.</summary>
    private static Transition KillWhereItIs(in ProcessStatus process, ProcessPolicy policy, TimeSpan now) =>
        Stay(process with { KilledAt = process.KilledAt ?? now, Deadline = now + policy.StopWait, LookAt = now + policy.StopWait }).Then(new SendKill());

    private static Transition Rest(in ProcessStatus process, ChildExited exit, ProcessPolicy policy, TimeSpan now) =>
        To(process with { ExitCode = exit.ExitCode, LastEnd = exit.EndAt(now), Deadline = null }, Stopped, thenPid: 0)
            .Then(new ProcessReport.Stopped(policy.ExitCodes.Contains(exit.ExitCode)));

    private static Transition Stop(in ProcessStatus process, ProcessEffect signal, ProcessPolicy policy, TimeSpan now)
    {
        var deadline = now + policy.StopWait;
        return To(process with { Wanted = process.ComesBack ? Up : Down, Deadline = deadline, LookAt = deadline }, Stopping, lookAt: deadline).Then(signal);
    }

    private static Transition Kill(in ProcessStatus process, ProcessPolicy policy, TimeSpan now) =>
        Stop(process with { KilledAt = process.KilledAt ?? now }, new SendKill(), policy, now);

    private static Transition GiveUp(in ProcessStatus process) =>
        To(process with { Attempts = 0, Deadline = null }, Fatal);

    private static bool NeverStarted(in ProcessStatus process, ProcessPolicy policy) =>
        policy.AutoStart && process.StartedAt is null;

    /// <summary>A one-shot has done what it is there for, however soon.</summary>
    private static bool IsSuccess(int? exitCode, ProcessPolicy policy) => policy.OneShot && policy.ExitCodes.Contains(exitCode ?? 0);

    private static bool Restarts(in ProcessStatus process, ProcessPolicy policy) => !IsSuccess(process.ExitCode, policy) && policy.AutoRestart switch
    {
        RestartPolicy.Always => true,
        RestartPolicy.Unexpected => !policy.ExitCodes.Contains(process.ExitCode ?? 0),
        _ => false,
    };

    /// <summary>A process whose child an earlier daemon has started: past its <c>startsecs</c> it runs, before them it is starting.</summary>
    public static ProcessStatus Adopted(int pid, TimeSpan age, int restarts, ProcessPolicy policy, TimeSpan now)
    {
        var adopted = new ProcessStatus(Running) { Wanted = Up, Pid = pid, StartedAt = now - age, Restarts = restarts };
        if (age > policy.StartSeconds)
            return policy.RunTimeout is null ? adopted : Limit(adopted, policy);
        var starting = adopted with { State = Starting };
        return Await(starting, EndOfStart(starting, policy, now - age));
    }

    private static Transition Stay(in ProcessStatus process) => new(process, []);

    /// <summary>A change of state is announced with the pid of before; the pid is forgotten after.</summary>
    private static Transition To(in ProcessStatus process, ProcessState state, bool expected = true, int? thenPid = null, TimeSpan? lookAt = null) =>
        process.State == state
            ? Stay(process)
            : new(
                process with { State = state, Pid = thenPid ?? process.Pid, LookAt = lookAt },
                [new Announce(process.State, state, process.Tries, process.Pid, expected)]);

    private static Transition Then(this Transition transition, ProcessEffect effect) =>
        transition with { Effects = [.. transition.Effects, effect] };

    private static Transition Then(this Transition transition, ProcessReport line) => transition.Then(new Report(line));

    private static Transition ThenTo(this Transition transition, ProcessState state)
    {
        var after = To(transition.Status, state);
        return after with { Effects = [.. transition.Effects, .. after.Effects] };
    }

    private static Transition BeginStop(in ProcessStatus process, ProcessPolicy policy, TimeSpan now) =>
        policy.PreparesStop ? PrepareToStop(process) : Stop(process, new SendStopSignal(), policy, now);

    private static Transition ThenStop(this Transition transition, ProcessPolicy policy, TimeSpan now)
    {
        var after = BeginStop(transition.Status, policy, now);
        return after with { Effects = [.. transition.Effects, .. after.Effects] };
    }
}
