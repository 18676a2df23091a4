using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Stops all groups, highest priority number first, those of one priority together, each step as soon as the one before is down.
/// Stock stops one group after another and looks once a second; the order between priorities is the same. Listeners are left the second
/// that they have there for the last events. Loop thread only.
/// </summary>
internal sealed class OrderlyShutdown
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(3);

    /// <summary>For listeners to take and answer what was announced before their own turn comes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly ProcessContext _context;
    private readonly ProcessTable _table;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stack<IReadOnlyList<ProcessGroup>> _steps;
    private IReadOnlyList<ProcessGroup> _stopping = [];
    private Deadline? _report;
    private Deadline? _grace;

    public OrderlyShutdown(ProcessContext context, ProcessTable table)
    {
        (_context, _table) = (context, table);
        _steps = new(table.ByPriority.GroupBy(g => g.Options.Priority).Select(step => step.Reverse().ToList()));
    }

    /// <summary>Completes when no process is left that is not stopped.</summary>
    public Task Run()
    {
        _context.MayStart = false;
        _context.StateChanged += _ => _context.Loop.Post(Advance);
        foreach (var group in _table.Groups)
            group.WorkDone = () => _context.Loop.Post(Advance);
        Advance();
        Report();
        return _finished.Task;
    }

    private void Advance()
    {
        while (!_stopping.SelectMany(g => g.Unstopped).Any())
        {
            if (!_steps.TryPop(out var next))
            {
                _report?.Dispose();
                _grace?.Dispose();
                _finished.TrySetResult();
                return;
            }
            _stopping = next;
            _grace?.Dispose();
            _grace = _context.Loop.Schedule(_context.Loop.Now + Grace, EndGrace);
            StopIdle();
        }
        // One that was between two attempts, or was started by hand just before, is caught here.
        StopIdle();
    }

    private void EndGrace()
    {
        _grace = null;
        StopIdle();
    }

    private void StopIdle()
    {
        foreach (var group in _stopping.Where(g => _grace is null || g.HasWork?.Invoke() != true))
            group.StopAll();
    }

    private void Report()
    {
        var unstopped = _table.ByPriority.SelectMany(g => g.Unstopped).Select(p => p.Name).ToList();
        if (unstopped.Count == 0)
            return;
        _context.Log.WaitingToDie(unstopped);
        _report = _context.Loop.Schedule(_context.Loop.Now + ReportInterval, Report);
    }
}
