using System.Globalization;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>
/// Finds the children of an earlier daemon that live and that this configuration has a process for. Each is proven by its pid and the moment it was
/// started, of this very start of the machine, and its pipes by their inodes. Loop thread only; <c>/proc</c> is read on a worker of the pool.
/// </summary>
internal sealed class Adoption(ProcessContext context, StateFile file, IReadOnlyList<GroupOptions> groups)
{
    /// <summary>In <c>/proc</c> all clocks tick so often in a second, whatever the kernel's own do.</summary>
    private const int TicksPerSecond = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Fails with <see cref="StateFileException"/>.</summary>
    public async Task<IReadOnlyList<FoundChild>> FindAsync()
    {
        var opening = file.OpenAsync();
        if (!await context.Loop.CompletesWithinAsync(opening, Patience))
            throw new StateFileException($"state_file '{file.Path}' cannot be used: its disk does not answer");
        var known = await opening;
        var found = known.Count == 0 ? [] : await LookAsync(known);
        file.Begin(found.Select(child => child.Known));
        return found;
    }

    private async Task<IReadOnlyList<FoundChild>> LookAsync(IReadOnlyList<LastingChild> known)
    {
        var wanted = new Dictionary<(string, string), ProcessOptions>();
        foreach (var group in groups.Where(group => group is not ListenerPoolOptions))
        {
            foreach (var process in group.Processes.Where(process => process.Socket is null))
                wanted.TryAdd((group.Name, process.Name), process);
        }
        // The youngest of several of one name is the one that was supervised last.
        var ours = known.Where(child => wanted.ContainsKey((child.Group, child.Name))).Reverse().DistinctBy(child => (child.Group, child.Name)).Reverse().ToList();
        var looking = Task.Run(() =>
        {
            var uptime = Uptime();
            return ours.Select(child => Look(child, wanted[(child.Group, child.Name)], uptime)).ToList();
        });
        string reason;
        try
        {
            if (await context.Loop.CompletesWithinAsync(looking, Patience))
                return Tell(await looking);
            reason = $"/proc did not tell within {Patience.TotalSeconds:0} seconds who runs";
        }
        catch (Exception failure)
        {
            reason = failure.Message;
        }
        context.Log.NobodyAdopted(reason);
        return [];
    }

    private List<FoundChild> Tell(List<(LastingChild Child, FoundChild? Found, string? Refusal)> looks)
    {
        foreach (var (child, found, refusal) in looks.Where(look => look.Found is null))
        {
            if (refusal is null)
                context.Log.EndedUnsupervised(child);
            else
                context.Log.NotAdopted(child, refusal);
        }
        return [.. looks.Select(look => look.Found).OfType<FoundChild>()];
    }

    private (LastingChild Child, FoundChild? Found, string? Refusal) Look(LastingChild child, ProcessOptions options, double uptime)
    {
        var marks = child.Marks;
        if (ProcessHandle.Open(marks.Pid, marks.StartedAt) is not { } handle)
            return (child, null, null);
        var process = new AdoptedProcess(handle, marks.StartedAt, OptionDigests.Changed(child.Options, OptionDigests.Of(options, file.Salt)));
        var ends = new[] { Open(marks.Pid, marks.Stdin, Libc.O_WRONLY), Open(marks.Pid, marks.Stdout, Libc.O_RDONLY), Open(marks.Pid, marks.Stderr, Libc.O_RDONLY) };
        var found = new FoundChild(child, process, Math.Max(-1, ends[0]), Math.Max(-1, ends[1]), Math.Max(-1, ends[2]), AgeOf(marks, uptime), options.Tree is { Cgroup: not CgroupUse.Off } ? CgroupOf(child) : null);
        if (handle.Descriptor < 0)
            return Refuse("the kernel has no pidfd_open, which came with Linux 5.3");
        if (ends.Select(end => -end).FirstOrDefault(errno => errno > 0 && errno != Errno.ENOENT) is not 0 and var errno)
            return Refuse($"its pipes cannot be opened: {Errno.Text(errno)}");
        return (child, found, null);

        (LastingChild, FoundChild?, string?) Refuse(string reason)
        {
            found.Dispose();
            return (child, null, reason);
        }
    }

    private static int Open(int pid, ulong inode, int flags) => inode == 0 ? -Errno.ENOENT : PipeSearch.Open(pid, inode, flags);

    private static TimeSpan AgeOf(ChildMarks marks, double uptime) => TimeSpan.FromSeconds(Math.Max(0, uptime - ((double)marks.StartedAt / TicksPerSecond)));

    /// <summary>The one that an earlier daemon made for it: where it had none, its cgroup is that of others too.</summary>
    private static string? CgroupOf(LastingChild child) =>
        Cgroups.Of(child.Marks.Pid) is { } directory && Cgroups.IsOfProgram(directory, LaunchPlan.CgroupName(child.Group, child.Name)) ? directory : null;

    /// <summary>Seconds since the machine started.</summary>
    private static double Uptime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
}
