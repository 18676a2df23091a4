using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;

namespace Supervisor.Server.Processes;

/// <summary>
/// Decides when a start that is due may be: when all that the process depends on is there, its delay is over and not too many start at once. What
/// is there follows from the options and the statuses; owned are only the waits. Looks at them at the end of a turn in which something changed: a
/// closed gate costs nothing while it stays closed. Loop thread only.
/// </summary>
internal sealed partial class StartGates(ProcessContext context, ProcessTable table) : IDisposable
{
    private readonly Dictionary<ManagedProcess, StartWait> _waits = [];
    private readonly HashSet<ManagedProcess> _starting = [];
    private readonly List<(ManagedProcess Process, ProcessState From)> _changes = [];
    private readonly List<IDisposable> _watches = [];
    private RunningGraph? _graph;
    private bool _isRestless;
    private int _granted;

    public RunningGraph Graph => _graph ??= new RunningGraph(table.Groups);

    /// <summary>How many may be STARTING by the daemon's own doing; 0 for any number.</summary>
    public int Concurrency
    {
        get;
        set
        {
            field = value;
            UseIf(value > 0);
        }
    }

    /// <summary>Groups came or went, or have other options.</summary>
    public void Rearranged(ProcessGroup? made = null)
    {
        _graph = null;
        UseIf(made is not null && made.Processes.Any(process => process.Options.Dependencies is not null));
    }

    /// <summary>Something that a condition asks for has changed without a change of state.</summary>
    public void FactsChanged() => _isRestless = true;

    public void Dispose()
    {
        _watches.ForEach(watch => watch.Dispose());
        foreach (var wait in _waits.Values)
            wait.Dispose();
        _waits.Clear();
    }

    public StartWaitRecord? RecordOf(ManagedProcess process) => _waits.GetValueOrDefault(process)?.ToRecord();

    /// <summary>Goes on where an earlier object of this process waited.</summary>
    public void Resume(ManagedProcess process, StartWaitRecord? record)
    {
        if (process.State == ProcessState.Starting)
            _starting.Add(process);
        if (record is null)
            return;
        var wait = new StartWait(record.Since, record);
        _waits.Add(process, wait);
        wait.Text = TextOf(Unmet(process));
    }

    /// <summary>What a process waits for, as its description says it; null where it does not.</summary>
    public string? TextOf(ManagedProcess process) =>
        _waits.TryGetValue(process, out var wait) && wait.Text.Length > 0 && (process.State.IsStopped() || process.State == ProcessState.Backoff) ? wait.Text
        : process is { State: ProcessState.Stopped, Options.Dependencies: not null, Status: { StartedAt: null, SpawnError: { Length: > 0 } gaveUp } } ? gaveUp : null;

    public bool IsWaiting(ManagedProcess process) => _waits.ContainsKey(process);

    /// <summary>What of the things it depends on is not there.</summary>
    public IReadOnlyList<Dependency> Unmet(ManagedProcess process) => [.. UnmetEdges(process).Select(edge => edge.Dependency)];

    public static bool IsMet(RunningEdge edge) =>
        edge.Targets.Count > 0 && edge.Targets.All(target => DependencyFacts.IsMet(edge.Dependency.Condition, target));

    /// <summary>Whether a start that is due by the daemon's own doing may be now. Where not, it is looked at again when that has changed.</summary>
    public bool LetsPass(ManagedProcess process)
    {
        if (_sequences.Exists(sequence => sequence.Holds(process)))
            return false;
        var wait = _waits.GetValueOrDefault(process) ?? new StartWait(context.Loop.Now);
        if (wait.IsAsked)
        {
            // Whoever asked hears what comes of it.
            _isRestless = true;
            return false;
        }
        if (Obstacle(process, wait) is { } text)
        {
            Keep(process, wait, text);
            return false;
        }
        _waits.Remove(process);
        wait.End(new(null, null));
        if (Concurrency > 0)
            _starting.Add(process);
        return true;
    }

    private static string TextOf(IReadOnlyList<Dependency> unmet) => unmet.Count == 0 ? "" : $"waiting for {Names(unmet)}";

    private static string Names(IEnumerable<Dependency> dependencies) => string.Join(", ", dependencies.Select(d => d.Wait));

    private IEnumerable<RunningEdge> UnmetEdges(ManagedProcess process) => Graph.NeedsOf(process).Where(edge => !IsMet(edge));

    /// <summary>From the first process on that has something to wait for; until then the daemon is as without this.</summary>
    private void UseIf(bool isUsed)
    {
        _isRestless = true;
        if (!isUsed || context.Gates is not null)
            return;
        context.Gates = this;
        _watches.Add(context.Events.Subscribe(EventTypeNames.ProcessState, Changed));
        _watches.Add(context.Loop.AtEachTurnsEnd(Advance));
    }

    private void Changed(SupervisorEvent occurred)
    {
        if (occurred is not ProcessStateEvent change)
            return;
        _isRestless = true;
        if (table.Find(change.GroupName)?.Find(change.ProcessName) is not { } process)
            return;
        if (change.From == ProcessState.Starting)
            _starting.Remove(process);
        if (change.From is ProcessState.Running or ProcessState.Exited)
            _changes.Add((process, change.From));
    }

    private void Advance()
    {
        while (_isRestless)
        {
            _isRestless = false;
            AdvanceStops();
            if (!context.MayStart)
            {
                // What waits is looked at when it may start.
                _isRestless = true;
                _changes.Clear();
                return;
            }
            React();
            foreach (var (process, wait) in _waits.ToList())
            {
                if (_waits.GetValueOrDefault(process) == wait)
                    Look(process, wait);
            }
            _granted = 0;
        }
    }

    private void Look(ManagedProcess process, StartWait wait)
    {
        if (!process.IsRetired && wait.IsAsked && process.IsOnItsWayDown)
            return;
        var isUp = process.State is ProcessState.Running or ProcessState.Starting;
        if (process.IsRetired || isUp || (!wait.IsAsked && !process.IsStartDue))
        {
            _waits.Remove(process);
            wait.End(new(null, null));
            return;
        }
        LookAtRest(process, wait);
    }

    private void LookAtRest(ManagedProcess process, StartWait wait)
    {
        var text = Obstacle(process, wait);
        if (text is null && wait.IsAsked)
            Open(process, wait);
        else if (text is null)
            Grant(process);
        else if (IsOverdue(process, wait))
            GiveUp(process, wait);
        else if (wait.IsAwaited && Hopeless(process, []) is { } reason)
            Withdraw(process, wait, new(reason, null));
        else
            Keep(process, wait, text);
    }

    /// <summary>It starts when it is looked at, within this turn or the next: until then its place is taken.</summary>
    private void Grant(ManagedProcess process)
    {
        _granted++;
        process.LookAgain();
    }

    /// <summary>What is in the way of a start, as the description says it; null for nothing.</summary>
    private string? Obstacle(ManagedProcess process, StartWait wait)
    {
        var unmet = Unmet(process);
        if (unmet.Count > 0)
        {
            wait.OpenSince = null;
            return TextOf(unmet);
        }
        wait.OpenSince ??= context.Loop.Now;
        if (wait.IsAsked)
            return null;
        if (context.Loop.Now < wait.OpenSince + DelayOf(process))
            return "waiting for startdelaysecs";
        return Concurrency > 0 && _starting.Count + _granted >= Concurrency ? "waiting for start_concurrency" : null;
    }

    /// <summary>Only a start with the daemon, or with its group, is delayed: a program that crashed has its own pauses.</summary>
    private static TimeSpan DelayOf(ManagedProcess process) =>
        process.State == ProcessState.Stopped && !process.Status.IsRunDue ? process.Options.Dependencies?.StartDelay ?? TimeSpan.Zero : TimeSpan.Zero;

    private void Keep(ManagedProcess process, StartWait wait, string text)
    {
        if (_waits.TryAdd(process, wait) && wait.OpenSince is null)
        {
            context.Log.Waiting(process.Name, Names(Unmet(process)));
            Tell(process);
        }
        if (wait.IsAsked)
            process.WantUp();
        wait.Text = text;
        wait.NextLook?.Dispose();
        wait.NextLook = NextLook(process, wait) is { } at ? context.Loop.Schedule(at, FactsChanged) : null;
    }

    private static TimeSpan? NextLook(ManagedProcess process, StartWait wait)
    {
        if (wait.OpenSince is { } open)
            return DelayOf(process) > TimeSpan.Zero ? open + DelayOf(process) : null;
        return process.Options.Dependencies is { Timeout: { } timeout } && timeout > TimeSpan.Zero ? wait.Since + timeout : null;
    }

    private bool IsOverdue(ManagedProcess process, StartWait wait) =>
        wait.OpenSince is null && NextLook(process, wait) is { } at && context.Loop.Now >= at;
}
