using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using static Supervisor.Rpc.Contract.ProcessState;
using static Supervisor.Server.Processes.ProcessEffect;
using static Supervisor.Server.Processes.ProcessEvent;

namespace Supervisor.Server.Processes;

/// <summary>
/// The state diagram of a supervised process as one table. Pure: no clock, no I/O, no logging.
/// The whole matrix is printed in <c>ProcessStateMachine.verified.txt</c> beside its tests.
/// </summary>
internal static class ProcessStateMachine
{
    public const string TooQuick = "Exited too quickly (process log may have details)";

    public static Transition Next(in ProcessStatus process, ProcessEvent occurred, ProcessPolicy policy, TimeSpan now) =>
#pragma warning disable format // A table is read by its columns.
        (process.State, occurred) switch
        {
            // A start by hand begins a new count of attempts; stock lets the count of before a stop live on.
            (Stopped, StartRequested)                                                       => Start(process with { Attempts = 0 }, now),
            (Exited or Fatal or Backoff, StartRequested)                                    => Start(process, now),
            (Stopped, DeadlinePassed { MayStart: true }) when NeverStarted(process, policy) => Start(process, now),
            (Exited,  DeadlinePassed { MayStart: true }) when Restarts(process, policy)     => Start(process, now),

            (Starting, Spawned child)                                                       => Watch(process, child.Pid, policy, now),
            (Starting, SpawnFailed failure)                                                 => BackOff(process, failure.Reason, now),
            (Starting, ChildExited) when now - process.StartedAt < policy.StartSeconds      => BackOff(process, TooQuick, now),
            (Starting, ChildExited exit)                                                    => Exit(process, exit.ExitCode, policy, via: Running),
            (Starting, DeadlinePassed) when now > process.Deadline                          => Survive(process),

            (Running, ChildExited exit)                                                     => Exit(process, exit.ExitCode, policy),
            (Starting or Running or Stopping, StopRequested)                                => Stop(process, new SendStopSignal(), policy, now),

            (Backoff, DeadlinePassed) when process.Attempts > policy.StartRetries           => GiveUp(process),
            (Backoff, DeadlinePassed { MayStart: true }) when now > process.Deadline        => Start(process, now),
            (Backoff, StopRequested)                                                        => To(process, Stopped),
            (Backoff, GiveUpRequested)                                                      => GiveUp(process),

            (Stopping, DeadlinePassed) when now >= process.Deadline                         => Stop(process, new SendKill(), policy, now),
            (Stopping, ChildExited exit)                                                    => Rest(process, exit.ExitCode),
            (Starting or Running or Stopping, SignalRefused)                                => To(process with { Deadline = null }, Unknown),

            // Stock's daemon dies of this one; here the program can be started again.
            (Unknown, ChildExited exit)                                                     => Exit(process, exit.ExitCode, policy),
            _                                                                               => Stay(process),
        };
#pragma warning restore format

    /// <summary>
    /// When the status must be looked at again with <see cref="DeadlinePassed"/>: null for never, zero for at once.
    /// Where the table asks for <c>now &gt; deadline</c> the look is one tick later.
    /// </summary>
    public static TimeSpan? NextLook(in ProcessStatus process, ProcessPolicy policy) => process.State switch
    {
        Stopped when NeverStarted(process, policy) => TimeSpan.Zero,
        Exited when Restarts(process, policy) => TimeSpan.Zero,
        Backoff when process.Attempts > policy.StartRetries => TimeSpan.Zero,
        Starting or Backoff => process.Deadline + TimeSpan.FromTicks(1),
        Stopping => process.Deadline,
        _ => null,
    };

    private static Transition Start(in ProcessStatus process, TimeSpan now) =>
        To(process with { StartedAt = now, SpawnError = null, ExitCode = null, Deadline = null }, Starting).Then(new Spawn());

    private static Transition Watch(in ProcessStatus process, int pid, ProcessPolicy policy, TimeSpan now) =>
        Stay(process with { Pid = pid, Deadline = now + policy.StartSeconds });

    private static Transition BackOff(in ProcessStatus process, string reason, TimeSpan now) =>
        To(
            process with
            {
                Attempts = process.Attempts + 1,
                Deadline = now + TimeSpan.FromSeconds(process.Attempts + 1),
                SpawnError = reason,
                ExitCode = null,
            },
            Backoff,
            thenPid: 0);

    private static Transition Exit(in ProcessStatus process, int exitCode, ProcessPolicy policy, ProcessState? via = null)
    {
        var expected = policy.ExitCodes.Contains(exitCode);
        var alive = process with
        {
            Attempts = 0,
            Deadline = null,
            ExitCode = exitCode,
            SpawnError = expected ? process.SpawnError : $"Bad exit code {exitCode}",
        };
        var passed = via is { } state ? To(alive, state) : Stay(alive);
        var exited = To(passed.Status, Exited, expected, thenPid: 0);
        return exited with { Effects = [.. passed.Effects, .. exited.Effects] };
    }

    private static Transition Survive(in ProcessStatus process) =>
        To(process with { Attempts = 0, Deadline = null }, Running);

    private static Transition Rest(in ProcessStatus process, int exitCode) =>
        To(process with { ExitCode = exitCode, Deadline = null }, Stopped, thenPid: 0);

    private static Transition Stop(in ProcessStatus process, ProcessEffect signal, ProcessPolicy policy, TimeSpan now) =>
        To(process with { Deadline = now + policy.StopWait }, Stopping).Then(signal);

    private static Transition GiveUp(in ProcessStatus process) =>
        To(process with { Attempts = 0, Deadline = null }, Fatal);

    private static bool NeverStarted(in ProcessStatus process, ProcessPolicy policy) =>
        policy.AutoStart && process.StartedAt is null;

    private static bool Restarts(in ProcessStatus process, ProcessPolicy policy) => policy.AutoRestart switch
    {
        RestartPolicy.Always => true,
        RestartPolicy.Unexpected => !policy.ExitCodes.Contains(process.ExitCode ?? 0),
        _ => false,
    };

    private static Transition Stay(in ProcessStatus process) => new(process, []);

    /// <summary>A change of state is announced with the pid of before; the pid is forgotten after.</summary>
    private static Transition To(in ProcessStatus process, ProcessState state, bool expected = true, int? thenPid = null) =>
        process.State == state
            ? Stay(process)
            : new(
                process with { State = state, Pid = thenPid ?? process.Pid },
                [new Announce(process.State, state, process.Attempts, process.Pid, expected)]);

    private static Transition Then(this Transition transition, ProcessEffect effect) =>
        transition with { Effects = [.. transition.Effects, effect] };
}
