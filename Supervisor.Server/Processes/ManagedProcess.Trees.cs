using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>The end of what a child has left behind.</summary>
internal sealed partial class ManagedProcess
{
    /// <summary>It carries the program's marks: begun earlier, it would be taken for somebody who was left behind.</summary>
    private Action? _afterTree;

    /// <summary>The next child waits for it, and so does the end of the daemon.</summary>
    public bool IsEndingTree { get; private set; }

    /// <summary>Begins with the death of the child, before the next one may be made.</summary>
    /// <param name="child">It has ended.</param>
    /// <param name="stopBy">Until when a stop that was asked for waits; null where it ended by itself.</param>
    private async void EndTree(Child child, TimeSpan? stopBy)
    {
        if (Options.Tree is not { } tree || !tree.Ends() || (!tree.Kill && child.Cgroup is null))
            return;
        IsEndingTree = true;
        try
        {
            var marks = ProgramMarks.Given(Plan.Environment, _context.Environment);
            var members = new TreeMembers(child.Pid, child.Cgroup, marks.ServerUrl is null ? null : marks, Name, Living());
            // A whole group has had the signal already, and somebody may take a second one for an order to end at once.
            var signal = Options.StopAsGroup ? 0 : Options.StopSignal;
            await new TreeEnd(_context, members).EndAsync(stopBy is null ? null : signal, stopBy ?? default);
        }
        catch (Exception failure)
        {
            _context.Log.TreeNotEnded(Name, failure.Message);
        }
        IsEndingTree = false;
        RunAfterTree();
        if (Status.Launch == LaunchPhase.Preparing)
            Prepare();
    }

    private void RunAfterTree()
    {
        _afterTree?.Invoke();
        _afterTree = null;
    }

    /// <summary>Nobody is left behind who is a child of this process, unless all orphans are.</summary>
    private HashSet<int> Living() => [.. _registry.Living, .. Environment.ProcessId == 1 ? Array.Empty<int>() : [Environment.ProcessId]];

    /// <summary>Limits of a cgroup that a child lives in. Returns a sentence for each that was refused.</summary>
    private async Task<IReadOnlyList<string>> ChangeCgroupAsync(string directory, TreeOptions? before, TreeOptions? after) => await Task.Run(() =>
    {
        var refused = new List<string>();
        foreach (var (key, file, controller) in CgroupLimits.Known)
        {
            if (before?.LimitOf(key) is var old && after?.LimitOf(key) is var wanted && old == wanted)
                continue;
            try
            {
                _context.Cgroups.Change(directory, file, controller, wanted ?? CgroupLimits.Unset(key));
            }
            catch (CgroupException refusal)
            {
                refused.Add(refusal.Message);
            }
        }
        return (IReadOnlyList<string>)refused;
    });
}
