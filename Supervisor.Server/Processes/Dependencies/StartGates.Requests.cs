using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;

namespace Supervisor.Server.Processes;

/// <summary>Starts and stops that somebody asks for, and what follows from the stop of another.</summary>
internal sealed partial class StartGates
{
    private readonly List<StopSequence> _sequences = [];

    /// <summary>Whether a start by hand would have to wait.</summary>
    public bool HoldsUp(ManagedProcess process) => _waits.ContainsKey(process) || UnmetEdges(process).Any();

    /// <summary>Wants a process up, and before it all that it depends on and that is down. Starts it as soon as it may be.</summary>
    /// <param name="command">What its command stands for, where that was looked up a moment ago.</param>
    /// <param name="begun">Takes what was wanted up for it.</param>
    public void Ask(ManagedProcess process, CommandResolution? command, HashSet<ManagedProcess> begun)
    {
        begun.Add(process);
        AskForNeeds(process, begun);
        Ask(process, command);
    }

    /// <summary>Wants it up without waiting for it, and without what it depends on.</summary>
    public void Ask(ManagedProcess process)
    {
        if (UnmetEdges(process).Any())
            Ask(process, null);
        else
            process.Start();
    }

    /// <summary>Stops are under way that are not known by heart.</summary>
    public bool IsStopping => _sequences.Count > 0;

    /// <summary>What comes of a wait, which ends from here on where it is without hope; null where it does not wait.</summary>
    public Task<StartOutcome>? OutcomeOf(ManagedProcess process) => _waits.GetValueOrDefault(process)?.Outcome;

    /// <summary>Somebody wants it down. Returns whether it waited.</summary>
    public bool EndWait(ManagedProcess process)
    {
        if (!_waits.TryGetValue(process, out var wait))
            return false;
        Withdraw(process, wait, new(null, null) { IsStopped = true });
        return true;
    }

    /// <summary>Whether one of them depends on another, so that they cannot be stopped all at once.</summary>
    public bool IsOrdered(IReadOnlyList<ManagedProcess> processes) =>
        !Graph.IsEmpty && processes.Any(process => Graph.AllDependentsOf(process).Intersect(processes).Any());

    /// <summary>Stops these, dependents first.</summary>
    public void StopInOrder(IReadOnlyList<ManagedProcess> processes, Action<ManagedProcess> stop)
    {
        var sequence = new StopSequence(Graph, StopSequence.IsUp, process =>
        {
            if (process.State.IsRunning())
                stop(process);
            else
                process.WantDown(null);
        });
        _sequences.Add(sequence);
        sequence.Add(processes, withDependents: false);
        _isRestless = true;
    }

    private void AskForNeeds(ManagedProcess process, HashSet<ManagedProcess> begun)
    {
        foreach (var edge in UnmetEdges(process).ToList())
        {
            foreach (var target in edge.Targets.Where(t => !DependencyFacts.IsMet(edge.Dependency.Condition, t) && DependencyFacts.NeedsStart(t)))
            {
                if (!begun.Add(target))
                    continue;
                AskForNeeds(target, begun);
                if (target.State == ProcessState.Stopping || UnmetEdges(target).Any())
                    Ask(target, null);
                else if (_waits.TryGetValue(target, out var wait))
                    Open(target, wait);
                else
                    target.Start();
            }
        }
    }

    private void Ask(ManagedProcess process, CommandResolution? command)
    {
        var wait = _waits.GetValueOrDefault(process) ?? new StartWait(context.Loop.Now);
        if (!wait.IsAsked)
            wait.Since = context.Loop.Now;
        (wait.IsAsked, wait.Command) = (true, command);
        Keep(process, wait, Obstacle(process, wait) ?? "");
        _isRestless = true;
    }

    private void Open(ManagedProcess process, StartWait wait)
    {
        _waits.Remove(process);
        process.Start(wait.Command);
        wait.End(new(null, process.NextState(state => state != ProcessState.Starting)));
    }

    private void GiveUp(ManagedProcess process, StartWait wait)
    {
        var names = Names(Unmet(process));
        var seconds = DependencyOptions.Text(process.Options.Dependencies!.Timeout);
        context.Log.GaveUpWaiting(process.Name, $"waited {seconds} seconds for {names}");
        Withdraw(process, wait, new($"waited {seconds} seconds for {names}", null), $"gave up waiting for {names}");
    }

    private void Withdraw(ManagedProcess process, StartWait wait, StartOutcome outcome, string? reason = null)
    {
        _waits.Remove(process);
        wait.End(outcome);
        process.WantDown(reason);
    }

    /// <summary>Why what a process depends on will not come to be, in words; null where it may.</summary>
    private string? Hopeless(ManagedProcess process, HashSet<ManagedProcess> seen)
    {
        foreach (var edge in UnmetEdges(process))
        {
            if (edge.Targets.Count == 0)
                return $"dependency {edge.Dependency.Name} is not in service";
            foreach (var target in edge.Targets.Where(t => !DependencyFacts.IsMet(edge.Dependency.Condition, t) && seen.Add(t)))
            {
                var reason = _waits.ContainsKey(target) ? Hopeless(target, seen)
                    : DependencyFacts.Hopeless(target) is { } words ? $"dependency {NameSpec.Show(target.GroupName, target.Name)} {words}" : null;
                if (reason is not null)
                    return reason;
            }
        }
        return null;
    }

    private void Tell(ManagedProcess process)
    {
        if (!context.Events.HasSubscribers(EventTypeNames.ProcessWaiting))
            return;
        foreach (var edge in UnmetEdges(process).ToList())
        {
            var (condition, name) = (edge.Dependency.Condition, NameSpec.Parse(edge.Dependency.Name));
            IEnumerable<(string Group, string Process)> unmet = edge.Targets.Count == 0
                ? [(name.Group, name.Process ?? name.Group)]
                : edge.Targets.Where(target => !DependencyFacts.IsMet(condition, target)).Select(target => (target.GroupName, target.Name));
            foreach (var target in unmet.ToList())
                context.Events.Publish(new ProcessWaitingEvent(process.Name, process.GroupName, target.Group, target.Process, condition.Word()));
        }
    }

    private void AdvanceStops()
    {
        _sequences.ForEach(sequence => sequence.Advance());
        _sequences.RemoveAll(sequence => sequence.IsEmpty);
    }

    /// <summary>Those that are to stop with what they depend on, or to start anew with it.</summary>
    private void React()
    {
        foreach (var (process, from) in _changes.ToList())
        {
            foreach (var dependent in Graph.DependentsOf(process))
            {
                var action = dependent.Options.Dependencies?.OnStop ?? DependencyStopAction.Keep;
                var isLost = Graph.NeedsOf(dependent).Any(edge => edge.Targets.Contains(process) && DependencyFacts.IsLost(edge.Dependency.Condition, from));
                if (action != DependencyStopAction.Keep && isLost)
                    StopWith(dependent, process, startsAgain: action == DependencyStopAction.Restart);
            }
        }
        _changes.Clear();
    }

    private void StopWith(ManagedProcess dependent, ManagedProcess process, bool startsAgain)
    {
        // One between two attempts waits at its gate, one that is on its way down needs no more.
        if (startsAgain ? dependent.State is not (ProcessState.Running or ProcessState.Starting) : !dependent.State.IsRunning())
            return;
        context.Log.StopsWith(dependent.Name, process.Name, startsAgain);
        dependent.Stop();
        if (startsAgain)
            Ask(dependent, null);
    }
}
