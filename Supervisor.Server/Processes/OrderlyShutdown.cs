using Supervisor.Rpc.Contract;
using Supervisor.Server.Events;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Stops all groups, highest priority number first, those of one priority together, each step as soon as the one before is down.
/// Stock stops one group after another and looks once a second; the order between priorities is the same. Listeners are left the second
/// that they have there for the last events. Goes on once a turn of the loop, however much changed. Loop thread only.
/// </summary>
internal sealed class OrderlyShutdown
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(3);

    /// <summary>For listeners to take and answer what was announced before their own turn comes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>A child that lives on so long after a SIGKILL is stuck in the kernel. The daemon does not wait for it.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(4);

    private readonly ProcessContext _context;
    private readonly ProcessTable _table;
    private readonly IGroupObserver _observer;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stack<List<ProcessGroup>> _steps;
    private readonly List<IDisposable> _watches = [];
    private readonly StopSequence _sequence;
    private List<ProcessGroup> _stopping = [];
    private List<ProcessGroup> _held = [];
    private Deadline? _report;
    private Deadline? _grace;
    private Deadline? _killPatience;
    private bool _isRestless = true;

    public OrderlyShutdown(ProcessContext context, ProcessTable table, IGroupObserver observer)
    {
        (_context, _table, _observer) = (context, table, observer);
        _sequence = new(table.Gates.Graph, process => StopSequence.IsUp(process) && IsWaitedFor(process), ProcessGroup.Stop);
        _steps = new(table.ByPriority.GroupBy(g => g.Options.Priority).Select(step => step.Reverse().ToList()));
    }

    /// <summary>Completes when no process is left that is not stopped, but for those that were left behind and named.</summary>
    public Task Run()
    {
        _context.MayStart = false;
        _watches.Add(_context.Events.Subscribe(EventTypeNames.ProcessState, Changed));
        Advance();
        Report();
        if (!_finished.Task.IsCompleted)
            _watches.Add(_context.Loop.AtEachTurnsEnd(Advance));
        return _finished.Task;
    }

    /// <summary>One that was between two attempts, or was started by hand just before, has to be stopped, too.</summary>
    private void Changed(SupervisorEvent occurred) =>
        _isRestless |= occurred is ProcessStateEvent { To: ProcessState.Starting or ProcessState.Running or ProcessState.Backoff };

    private void Advance()
    {
        while (!IsAnyLeft())
        {
            if (!_steps.TryPop(out var next))
            {
                Finish();
                return;
            }
            (_stopping, _held) = (next, next);
            _grace?.Dispose();
            _grace = _context.Loop.Schedule(_context.Loop.Now + Grace, () => _grace = null);
            StopIdle();
        }
        if (_isRestless)
            _held = [.. _stopping];
        _isRestless = false;
        if (_held.Count > 0)
            StopIdle();
        if (!_sequence.IsEmpty)
            _sequence.Advance();
    }

    /// <summary>Groups that are down are dropped from the end of the list, so that a look costs no more with many than with few.</summary>
    private bool IsAnyLeft()
    {
        while (_stopping.Count > 0 && !_stopping[^1].Processes.Any(process => (!process.State.IsStopped() && IsWaitedFor(process)) || process.HasHooksUnderway || process.IsEndingTree))
            _stopping.RemoveAt(_stopping.Count - 1);
        return _stopping.Count > 0;
    }

    private bool IsWaitedFor(ManagedProcess process)
    {
        if (process.Status.KilledAt is not { } killedAt)
            return true;
        var until = killedAt + KillPatience;
        if (_context.Loop.Now >= until)
            return false;
        if (_killPatience is null || _killPatience.IsCancelled || _killPatience.At <= _context.Loop.Now)
            _killPatience = _context.Loop.Schedule(until, () => { });
        return true;
    }

    private void StopIdle()
    {
        var idle = _held.Where(g => _grace is null || !_observer.HasWork(g)).ToList();
        _held = [.. _held.Except(idle)];
        foreach (var group in idle)
        {
            if (_table.Gates.Graph.IsEmpty)
                group.StopAll();
            else
                _sequence.Add(group.ByPriority.Reverse(), withDependents: true);
        }
    }

    private void Report()
    {
        var unstopped = _table.ByPriority.SelectMany(g => g.Unstopped).Select(p => p.Name).ToList();
        if (unstopped.Count == 0)
            return;
        _context.Log.WaitingToDie(unstopped);
        _report = _context.Loop.Schedule(_context.Loop.Now + ReportInterval, Report);
    }

    private void Finish()
    {
        foreach (var left in _table.Groups.SelectMany(g => g.Unstopped))
            _context.Log.LeftBehind(left.Name, left.Status.Pid);
        _watches.ForEach(watch => watch.Dispose());
        _report?.Dispose();
        _grace?.Dispose();
        _killPatience?.Dispose();
        _finished.TrySetResult();
    }
}
