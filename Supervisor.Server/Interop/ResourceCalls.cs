using System.Globalization;
using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>Sets and reads the resources of a process that lives. What the kernel keeps for each thread is set for every thread.</summary>
internal static unsafe class ResourceCalls
{
    /// <summary>The calling thread, and what its process has as a whole.</summary>
    public const int Self = 0;

    private static readonly int AffinityBytes = Libc.SPAWN_CPU_WORDS * sizeof(ulong);

    /// <summary>Sets them in turn; what is refused is left out and told with its errno. A process that has ended refuses nothing.</summary>
    public static IReadOnlyList<(ResourceSetting Setting, int Errno)> Set(int pid, IReadOnlyList<ResourceSetting> settings)
    {
        var refused = new List<(ResourceSetting, int)>();
        var affinity = new List<ResourceSetting>();
        foreach (var setting in settings)
        {
            if (setting.Kind == ResourceKind.Affinity)
                affinity.Add(setting);
            if (setting.Kind == ResourceKind.Affinity && setting.Number + 1 < (int)setting.Second)
                continue;
            var errno = setting.Kind switch
            {
                ResourceKind.Limit => SetLimit(pid, setting),
                ResourceKind.OomScore => SetOomScore(pid, (int)setting.First),
                ResourceKind.Nice => OfThreads(pid, thread => Libc.setpriority(Libc.PRIO_PROCESS, thread, (int)setting.First)),
                ResourceKind.IoPriority => OfThreads(pid, thread => (int)Libc.ioprio_set(thread, (int)setting.First)),
                _ => OfThreads(pid, thread => SetAffinity(thread, affinity)),
            };
            if (errno is not (0 or Errno.ESRCH))
                refused.Add((setting, errno));
        }
        return refused;
    }

    /// <summary>What a process has now of a key of the configuration, in parts; empty where that cannot be read.</summary>
    public static IReadOnlyList<ResourceSetting> Read(int pid, string key)
    {
        if (key.StartsWith(ResourceText.LimitPrefix, StringComparison.Ordinal))
        {
            var number = ResourceText.Limits.First(limit => limit.Name == key[ResourceText.LimitPrefix.Length..]).Number;
            Libc.rlimit limit;
            return Libc.prlimit(pid, number, null, &limit) < 0 ? [] : [ResourceSetting.Limit(number, limit.rlim_cur, limit.rlim_max)];
        }
        return key switch
        {
            ResourceText.Nice => ReadNice(pid),
            ResourceText.IoPriority => Libc.ioprio_get(pid) is >= 0 and var priority ? [ResourceSetting.Of(ResourceKind.IoPriority, (int)priority)] : [],
            ResourceText.OomScore => ReadOomScore(pid),
            _ => ReadAffinity(pid),
        };
    }

    private static int SetLimit(int pid, in ResourceSetting setting)
    {
        var limit = new Libc.rlimit { rlim_cur = setting.First, rlim_max = setting.Second };
        if (setting.First == ResourceSetting.Keep || setting.Second == ResourceSetting.Keep)
        {
            Libc.rlimit before;
            if (Libc.prlimit(pid, setting.Number, null, &before) < 0)
                return Marshal.GetLastPInvokeError();
            limit.rlim_cur = setting.First == ResourceSetting.Keep ? before.rlim_cur : setting.First;
            limit.rlim_max = setting.Second == ResourceSetting.Keep ? before.rlim_max : setting.Second;
        }
        return Libc.prlimit(pid, setting.Number, &limit, null) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    private static int SetAffinity(int thread, List<ResourceSetting> parts)
    {
        var words = new ulong[parts.Count];
        foreach (var part in parts)
            words[part.Number] = part.First;
        fixed (ulong* mask = words)
            return Libc.sched_setaffinity(thread, (nuint)(words.Length * sizeof(ulong)), mask);
    }

    private static int SetOomScore(int pid, int score)
    {
        try
        {
            File.WriteAllText(OomScoreFile(pid), score.ToString(CultureInfo.InvariantCulture));
            return 0;
        }
        catch (FileNotFoundException)
        {
            return Directory.Exists("/proc/self") ? Errno.ESRCH : Errno.ENOENT;
        }
        catch (DirectoryNotFoundException)
        {
            return Directory.Exists("/proc/self") ? Errno.ESRCH : Errno.ENOENT;
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.EACCES;
        }
        catch (IOException refused)
        {
            return refused.HResult is > 0 and var errno ? errno : Errno.EIO;
        }
    }

    /// <summary>Returns the first errno that is not about a thread that has ended. New threads take after the one that makes them: a second look finds them.</summary>
    private static int OfThreads(int pid, Func<int, int> set)
    {
        if (pid == Self)
            return set(Self) < 0 ? Marshal.GetLastPInvokeError() : 0;
        var done = new HashSet<int>();
        for (var found = true; found;)
        {
            found = false;
            foreach (var thread in Threads(pid).Where(done.Add))
            {
                found = true;
                if (set(thread) < 0 && Marshal.GetLastPInvokeError() is not Errno.ESRCH and var errno)
                    return errno;
            }
        }
        return 0;
    }

    private static IReadOnlyList<int> Threads(int pid)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{pid}/task").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IReadOnlyList<ResourceSetting> ReadNice(int pid)
    {
        // -1 is a niceness too: the errno, which is 0 before the call, tells.
        var nice = Libc.getpriority(Libc.PRIO_PROCESS, pid);
        return nice == -1 && Marshal.GetLastPInvokeError() != 0 ? [] : [ResourceSetting.Of(ResourceKind.Nice, nice)];
    }

    private static IReadOnlyList<ResourceSetting> ReadOomScore(int pid)
    {
        try
        {
            return int.TryParse(File.ReadAllText(OomScoreFile(pid)), CultureInfo.InvariantCulture, out var score)
                ? [ResourceSetting.Of(ResourceKind.OomScore, score)]
                : [];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IReadOnlyList<ResourceSetting> ReadAffinity(int pid)
    {
        var words = new ulong[Libc.SPAWN_CPU_WORDS];
        fixed (ulong* mask = words)
        {
            if (Libc.sched_getaffinity(pid, (nuint)AffinityBytes, mask) < 0)
                return [];
        }
        List<int> processors = [.. words.SelectMany((word, at) => new ResourceSetting(ResourceKind.Affinity, at, word, 0).Processors())];
        return processors.Count == 0 ? [] : ResourceSetting.Affinity(processors);
    }

    private static string OomScoreFile(int pid) => pid == Self ? "/proc/self/oom_score_adj" : $"/proc/{pid}/oom_score_adj";
}
