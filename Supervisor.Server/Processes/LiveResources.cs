using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// Changes the resources of a child that runs, and of whatever descends from it. Reads <c>/proc</c> on a worker of the pool, so the caller's
/// thread does not wait. Where there is no <c>/proc</c> nothing is changed.
/// </summary>
internal static class LiveResources
{
    /// <summary>Who is born during the first look inherits from somebody who was changed already, or is found by the next.</summary>
    private const int MostLooks = 4;

    /// <summary>
    /// Makes a running child have what is configured now. What is not set any more becomes what the daemon itself has, as at a start. Returns a
    /// sentence for each setting that was refused.
    /// </summary>
    /// <param name="pid">A child of this process that is not reaped.</param>
    /// <param name="before">What it was started with.</param>
    /// <param name="after">What it is to have.</param>
    public static Task<IReadOnlyList<string>> ApplyAsync(int pid, EquatableList<ResourceSetting> before, EquatableList<ResourceSetting> after) => Task.Run(() =>
    {
        var unset = before.Select(s => ResourceText.KeyOf(s)).Except(after.Select(s => ResourceText.KeyOf(s))).ToHashSet();
        var changed = after.Select(s => ResourceText.KeyOf(s)).Distinct().Where(key => ResourceText.ValueOf(before, key) != ResourceText.ValueOf(after, key)).ToHashSet();
        return Set(pid, ResourceParser.InOrder(
        [
            .. after.Where(setting => changed.Contains(ResourceText.KeyOf(setting))),
            .. unset.SelectMany(key => ResourceCalls.Read(ResourceCalls.Self, key)),
        ]));
    });

    /// <summary>Sets what is given and leaves the rest. Returns a sentence for each that was refused.</summary>
    public static Task<IReadOnlyList<string>> SetAsync(int pid, EquatableList<ResourceSetting> settings) => Task.Run(() => Set(pid, settings));

    private static IReadOnlyList<string> Set(int pid, EquatableList<ResourceSetting> settings)
    {
        if (settings.Count == 0)
            return [];
        var done = new HashSet<(int, long)>();
        var refused = new List<(ResourceSetting Setting, int Errno, int Pid)>();
        for (var look = 0; look < MostLooks; look++)
        {
            var tree = ProcessTree.WithDescendants(pid, ProcessList.Read());
            // Its number may be another's by now: nobody but a child of ours is touched.
            if (tree.Count == 0 || tree[0].Parent != Environment.ProcessId)
                break;
            var found = tree.Where(process => done.Add((process.Pid, process.StartedAt))).ToList();
            if (found.Count == 0)
                break;
            foreach (var process in found)
                refused.AddRange(ResourceCalls.Set(process.Pid, settings).Select(r => (r.Setting, r.Errno, process.Pid)));
        }
        return [.. refused.GroupBy(r => (r.Setting, r.Errno)).Select(group => Sentence(settings, group.Key.Setting, group.Key.Errno, [.. group.Select(r => r.Pid)]))];
    }

    private static string Sentence(EquatableList<ResourceSetting> settings, ResourceSetting setting, int errno, List<int> pids) =>
        $"couldn't set {ResourceText.Order(settings, setting)} for pid {pids[0]}{(pids.Count > 1 ? $" and {pids.Count - 1} more" : "")}: {Errno.Name(errno)}"
        + Credentials.Missing(ResourceText.Capability(setting), errno);
}
