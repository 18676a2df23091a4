using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Reference;

/// <summary>
/// Prints the whole table, every situation against every event, and compares it with the copy kept beside the
/// machine's tests: a changed transition is seen in review as a changed line.
/// </summary>
public class TransitionMatrixTests
{
    private static readonly string Verified = Path.Combine(Repository.Root, "Supervisor.Tests/Server/Processes/ProcessStateMachine.verified.txt");

    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1000);
    private static readonly ProcessStatus Fresh = new(ProcessState.Stopped);
    private static readonly ProcessStatus Begun = Fresh with { StartedAt = Now - TimeSpan.FromMilliseconds(500), Pid = 77 };
    private static readonly ProcessStatus Ended = Begun with { Pid = 0 };
    private static readonly ProcessStatus Launching = Ended with
    {
        State = ProcessState.Starting,
        Launch = LaunchPhase.Underway,
        Wanted = Wanted.Up,
        LookAt = Now + TimeSpan.FromMilliseconds(500),
    };

    private static readonly TimeSpan Ahead = Now + TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Past = Now - TimeSpan.FromSeconds(5);

    private static readonly (string Name, ProcessStatus Status)[] Situations =
    [
        ("STOPPED, never started", Fresh),
        ("STOPPED", Ended with { Attempts = 2 }),
        ("STARTING, launching", Launching),
        ("STARTING, launching, not wanted any more", Launching with { Wanted = Wanted.Down }),
        ("STARTING, launching, due", Launching with { LookAt = Now }),
        ("STARTING, launching, due, not wanted any more", Launching with { LookAt = Now, Wanted = Wanted.Down }),
        ("STARTING, launching late", Launching with { Launch = LaunchPhase.Late, LookAt = null }),
        ("STARTING, before startsecs", Begun with { State = ProcessState.Starting, Deadline = Ahead }),
        ("STARTING, after startsecs", Begun with { State = ProcessState.Starting, StartedAt = Past, Deadline = Past }),
        ("RUNNING", Begun with { State = ProcessState.Running }),
        ("BACKOFF, waiting", Ended with { State = ProcessState.Backoff, Attempts = 1, Deadline = Ahead }),
        ("BACKOFF, due", Ended with { State = ProcessState.Backoff, Attempts = 1, Deadline = Past }),
        ("BACKOFF, no retry left", Ended with { State = ProcessState.Backoff, Attempts = 4, Deadline = Ahead }),
        ("STOPPING, waiting", Begun with { State = ProcessState.Stopping, Deadline = Ahead }),
        ("STOPPING, due", Begun with { State = ProcessState.Stopping, Deadline = Past }),
        ("EXITED as expected", Ended with { State = ProcessState.Exited, ExitCode = 0 }),
        ("EXITED unexpectedly", Ended with { State = ProcessState.Exited, ExitCode = 3 }),
        ("FATAL", Ended with { State = ProcessState.Fatal }),
        ("UNKNOWN", Begun with { State = ProcessState.Unknown }),
    ];

    /// <summary>What there is only where pauses and limits are configured.</summary>
    private static readonly (string Name, ProcessStatus Status)[] RestartSituations =
    [
        .. Situations,
        ("RUNNING, not for long after four pauses", Begun with { State = ProcessState.Running, Pauses = 4 }),
        ("RUNNING, for long after four pauses", Begun with { State = ProcessState.Running, Pauses = 4, StartedAt = Now - TimeSpan.FromSeconds(100) }),
        ("EXITED unexpectedly, for the second time", Ended with { State = ProcessState.Exited, ExitCode = 3, Pauses = 1, RestartTimes = new([Past]) }),
        ("EXITED unexpectedly, the limit is reached", Ended with { State = ProcessState.Exited, ExitCode = 3, Pauses = 2, RestartTimes = new([Past, Past]) }),
        ("BACKOFF, pause after an end", Ended with { State = ProcessState.Backoff, ExitCode = 3, Pauses = 2, Deadline = Ahead }),
        ("BACKOFF, pause after an end is over", Ended with { State = ProcessState.Backoff, ExitCode = 3, Pauses = 2, Deadline = Past }),
        ("BACKOFF, the limit is reached", Ended with { State = ProcessState.Backoff, ExitCode = 3, Pauses = 2, Deadline = Ahead, RestartTimes = new([Past, Past]) }),
    ];

    private static readonly RestartOptions Restarting = new()
    {
        Pauses = new([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(9)]),
        Reset = TimeSpan.FromSeconds(60),
        RetryForever = true,
        Limit = new(2, TimeSpan.FromSeconds(60)),
    };

    private static readonly (string Name, ProcessEvent Event)[] Events =
    [
        ("start requested", new ProcessEvent.StartRequested()),
        ("spawned", new ProcessEvent.Spawned(78)),
        ("spawn failed", new ProcessEvent.SpawnFailed("reason")),
        ("child exited 0", new ProcessEvent.ChildExited(0)),
        ("child exited 3", new ProcessEvent.ChildExited(3)),
        ("child was killed", new ProcessEvent.ChildExited(-1)),
        ("stop requested", new ProcessEvent.StopRequested()),
        ("signal refused", new ProcessEvent.SignalRefused()),
        ("give up requested", new ProcessEvent.GiveUpRequested()),
        ("deadline passed", new ProcessEvent.DeadlinePassed(MayStart: true)),
        ("deadline passed, stopping", new ProcessEvent.DeadlinePassed(MayStart: false)),
    ];

    [Fact]
    public void The_whole_table_reads_as_it_was_last_agreed()
    {
        var received = Matrix();
        var verified = File.Exists(Verified) ? File.ReadAllText(Verified) : "";
        if (received == verified)
            return;
        var beside = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(Verified).Replace("verified", "received", StringComparison.Ordinal));
        File.WriteAllText(beside, received);
        Assert.Fail($"The table of transitions has changed. If that is meant: cp {beside} {Verified}");
    }

    private static string Matrix()
    {
        var matrix = new StringBuilder();
        foreach (var (situation, status) in Situations)
        {
            matrix.Append(situation).Append('\n');
            foreach (var (name, occurred) in Events)
                matrix.Append($"  {name,-26}{Cells(status, occurred)}\n");
            matrix.Append('\n');
        }
        matrix.Append("What is otherwise with restartpause=5,9 restartpause_reset=60 retry_forever=true restart_limit=2/60s\n\n");
        foreach (var (situation, status) in RestartSituations)
        {
            var others = Events.Where(e => Cells(status, e.Event, Restarting) != Cells(status, e.Event)).ToList();
            if (others.Count == 0)
                continue;
            matrix.Append(situation).Append('\n');
            foreach (var (name, occurred) in others)
                matrix.Append($"  {name,-26}{Cells(status, occurred, Restarting)}\n");
            matrix.Append('\n');
        }
        return matrix.ToString();
    }

    /// <summary>One text where the restart policy does not matter, three where it does.</summary>
    private static string Cells(ProcessStatus status, ProcessEvent occurred, RestartOptions? restarting = null)
    {
        var cells = Enum.GetValues<RestartPolicy>().Select(policy => (Policy: policy, Text: Cell(status, occurred, policy, restarting))).ToArray();
        return cells.Select(c => c.Text).Distinct().Count() == 1
            ? cells[0].Text
            : string.Join(" | ", cells.Select(c => $"{c.Policy}: {c.Text}"));
    }

    private static string Cell(ProcessStatus status, ProcessEvent occurred, RestartPolicy restart, RestartOptions? restarting)
    {
        var policy = new ProcessPolicy(AutoStart: true, restart, TimeSpan.FromSeconds(1), StartRetries: 3, TimeSpan.FromSeconds(10), new HashSet<int> { 0 })
        {
            Restarting = restarting,
        };
        var (next, effects) = ProcessStateMachine.Next(status, occurred, policy, Now);
        return next == status && effects.Count == 0 ? "-" : string.Join(", ", [.. effects.Select(Describe), .. Changes(status, next)]);
    }

    private static string Describe(ProcessEffect effect) => effect switch
    {
        ProcessEffect.Announce a => $"{Upper(a.From)} -> {Upper(a.To)} (tries {a.Attempts}, pid {a.Pid}{(a.Expected ? "" : ", unexpected")})",
        ProcessEffect.Spawn => "spawn",
        ProcessEffect.Prepare => "prepare",
        ProcessEffect.PrepareStop => "prepare the stop",
        ProcessEffect.SendStopSignal => "send stop signal",
        ProcessEffect.SendKill => "send SIGKILL",
        ProcessEffect.AbandonLaunch => "abandon the launch",
        ProcessEffect.Report(ProcessReport.SpawnError(var reason)) => $"log spawn error '{reason}'",
        ProcessEffect.Report(ProcessReport.Exited(var expected)) => $"log {(expected ? "an expected" : "an unexpected")} exit",
        ProcessEffect.Report(ProcessReport.Stopped(var expected)) => $"log {(expected ? "an expected" : "an unexpected")} end",
        ProcessEffect.Report(ProcessReport.LimitReached(var reason)) => $"log limit '{reason}'",
        ProcessEffect.Report(ProcessReport.Paused(var pause)) => $"log a pause of {pause.TotalSeconds:0} s",
        ProcessEffect.Report(var line) => $"log {line.GetType().Name}",
        _ => throw new ArgumentException($"No word for {effect}", nameof(effect)),
    };

    private static IEnumerable<string> Changes(ProcessStatus before, ProcessStatus after)
    {
        if (after.Wanted != before.Wanted)
            yield return $"wanted {after.Wanted.ToString().ToLowerInvariant()}";
        if (after.Launch != before.Launch)
            yield return after.IsLaunching ? $"launch {after.Launch.ToString().ToLowerInvariant()}" : "no launch";
        if (after.Restarts != before.Restarts)
            yield return $"restarts={after.Restarts}";
        if (after.LookAt != before.LookAt)
            yield return after.LookAt is { } look ? $"look {(look == TimeSpan.Zero ? "at once" : $"in {(look - Now).TotalSeconds:0} s")}" : "no look";
        if (after.KilledAt != before.KilledAt)
            yield return after.KilledAt is null ? "not killed" : "killed";
        if (after.Attempts != before.Attempts)
            yield return $"tries={after.Attempts}";
        if (after.Pauses != before.Pauses)
            yield return $"pauses={after.Pauses}";
        if (after.RestartTimes?.Count != before.RestartTimes?.Count)
            yield return $"{after.RestartTimes?.Count ?? 0} restarts in the window";
        if (after.Deadline != before.Deadline)
            yield return after.Deadline is { } deadline ? $"deadline in {(deadline - Now).TotalSeconds:0} s" : "no deadline";
        if (after.ExitCode != before.ExitCode)
            yield return $"exit code {(after.ExitCode is { } code ? code : "none")}";
        if (after.SpawnError != before.SpawnError)
            yield return $"error '{after.SpawnError}'";
        if (after.Pid != before.Pid)
            yield return $"pid={after.Pid}";
    }

    private static string Upper(ProcessState state) => state.ToString().ToUpperInvariant();
}
