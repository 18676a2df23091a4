using System.Globalization;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Reference;

/// <summary>
/// Owns one status of our table and does to it what was done to stock's object, answering the table's effects
/// as the recorded kernel did. What can be seen afterwards is worded as the record words it.
/// </summary>
internal sealed class ReplayedProcess(RestartPolicy autoRestart)
{
    /// <summary>The only pid the recorded kernel ever gave out.</summary>
    private const int Child = 77;

    private const int Terminate = 15;
    private const int Kill = 9;

    private static readonly HashSet<int> ExpectedExitCodes = [0];

    private readonly ProcessPolicy _policy = new(
        AutoStart: true,
        autoRestart,
        StartSeconds: TimeSpan.FromSeconds(1),
        StartRetries: 3,
        StopWait: TimeSpan.FromSeconds(10),
        ExpectedExitCodes);

    private readonly List<string> _events = [];
    private readonly List<int> _signals = [];

    private ProcessStatus _status = new(ProcessState.Stopped);
    private TimeSpan _now = TimeSpan.FromSeconds(1000);
    private ProcessEvent _spawned = new ProcessEvent.Spawned(Child);
    private bool _deliversSignals = true;
    private bool _refusesSignals;

    public ProcessState State => _status.State;

    public string Do(RecordedStep step)
    {
        _now += step.After;
        _events.Clear();
        _signals.Clear();
        _spawned = step.What switch
        {
            "start-bad" => new ProcessEvent.SpawnFailed("bad filename"),
            "start-eagain" => new ProcessEvent.SpawnFailed("Too many processes in process table to spawn 'p'"),
            _ => new ProcessEvent.Spawned(Child),
        };
        _refusesSignals = step.What == "stop-eperm";
        _deliversSignals = step.What is not ("stop-eperm" or "stop-esrch");
        Apply(EventOf(step.What));
        return Seen();
    }

    public static string Describe(
        string state,
        IEnumerable<string> events,
        IEnumerable<int> signals,
        int tries,
        int pid,
        int? exit,
        string? error,
        double? deadline) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{state} [{string.Join("; ", events)}] signals=[{string.Join(",", signals)}] tries={tries} pid={pid} exit={exit} error={error} deadline={deadline:0.00}");

    private static ProcessEvent EventOf(string what) => what switch
    {
        "tick" => new ProcessEvent.DeadlinePassed(MayStart: true),
        "tick-shutdown" => new ProcessEvent.DeadlinePassed(MayStart: false),
        "start" or "start-bad" or "start-eagain" => new ProcessEvent.StartRequested(),
        "exit0" => new ProcessEvent.ChildExited(0),
        "exit3" => new ProcessEvent.ChildExited(3),
        "killed9" => new ProcessEvent.ChildExited(-1),
        "stop" or "stop-esrch" or "stop-eperm" => new ProcessEvent.StopRequested(),
        "giveup" => new ProcessEvent.GiveUpRequested(),
        _ => throw new ArgumentException($"The record knows something new: {what}", nameof(what)),
    };

    private void Apply(ProcessEvent occurred)
    {
        var (status, effects) = ProcessStateMachine.Next(_status, occurred, _policy, _now);
        _status = WrittenDown.AndReadBack(status);
        foreach (var effect in effects)
            CarryOut(effect);
    }

    private void CarryOut(ProcessEffect effect)
    {
        switch (effect)
        {
            case ProcessEffect.Announce announced:
                _events.Add(Payload(announced));
                break;
            case ProcessEffect.Spawn:
                Apply(_spawned);
                break;
            case ProcessEffect.SendStopSignal:
                Send(Terminate);
                break;
            case ProcessEffect.SendKill:
                Send(Kill);
                break;
        }
    }

    private void Send(int signal)
    {
        if (_deliversSignals)
            _signals.Add(signal);
        if (_refusesSignals)
            Apply(new ProcessEvent.SignalRefused());
    }

    private static string Payload(ProcessEffect.Announce announced)
    {
        var (from, to) = (announced.From.ToString().ToUpperInvariant(), announced.To.ToString().ToUpperInvariant());
        var extra = announced.To switch
        {
            ProcessState.Starting or ProcessState.Backoff => $" tries:{announced.Attempts}",
            ProcessState.Exited => $" expected:{(announced.Expected ? 1 : 0)} pid:{announced.Pid}",
            ProcessState.Running or ProcessState.Stopping or ProcessState.Stopped => $" pid:{announced.Pid}",
            _ => "",
        };
        return $"PROCESS_STATE_{to}|processname:p groupname: from_state:{from}{extra}";
    }

    private string Seen() => Describe(
        _status.State.ToString().ToUpperInvariant(),
        _events,
        _signals,
        _status.Attempts,
        _status.Pid,
        _status.ExitCode,
        _status.SpawnError,
        _status.State is ProcessState.Starting or ProcessState.Backoff or ProcessState.Stopping ? (_status.Deadline - _now)?.TotalSeconds : null);
}
