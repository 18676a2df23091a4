using System.Globalization;

namespace Supervisor.Server.Interop;

/// <summary>Resource settings as one writes them in the configuration, and as the kernel's own names call them.</summary>
internal static class ResourceText
{
    public const string LimitPrefix = "rlimit_";
    public const string Nice = "nice";
    public const string IoPriority = "ionice";
    public const string OomScore = "oom_score_adj";
    public const string Affinity = "cpu_affinity";

    /// <summary>By the names of prlimit(1).</summary>
    public static readonly IReadOnlyList<(string Name, int Number)> Limits =
    [
        ("as", Libc.RLIMIT_AS), ("core", Libc.RLIMIT_CORE), ("cpu", Libc.RLIMIT_CPU), ("data", Libc.RLIMIT_DATA), ("fsize", Libc.RLIMIT_FSIZE),
        ("locks", Libc.RLIMIT_LOCKS), ("memlock", Libc.RLIMIT_MEMLOCK), ("msgqueue", Libc.RLIMIT_MSGQUEUE), ("nice", Libc.RLIMIT_NICE),
        ("nofile", Libc.RLIMIT_NOFILE), ("nproc", Libc.RLIMIT_NPROC), ("rss", Libc.RLIMIT_RSS), ("rtprio", Libc.RLIMIT_RTPRIO),
        ("rttime", Libc.RLIMIT_RTTIME), ("sigpending", Libc.RLIMIT_SIGPENDING), ("stack", Libc.RLIMIT_STACK),
    ];

    /// <summary>Every key there is, limits first.</summary>
    public static readonly IReadOnlyList<string> Keys = [.. Limits.Select(limit => LimitPrefix + limit.Name), Nice, IoPriority, OomScore, Affinity];

    public static string KeyOf(in ResourceSetting setting) => setting.Kind switch
    {
        ResourceKind.Limit => LimitPrefix + NameOf(setting.Number),
        ResourceKind.Nice => Nice,
        ResourceKind.IoPriority => IoPriority,
        ResourceKind.OomScore => OomScore,
        _ => Affinity,
    };

    /// <summary>The value of a key among the settings; null where it is not set.</summary>
    public static string? ValueOf(IEnumerable<ResourceSetting> settings, string key)
    {
        var parts = settings.Where(setting => KeyOf(setting) == key).ToList();
        if (parts.Count == 0)
            return null;
        var first = parts[0];
        return first.Kind switch
        {
            ResourceKind.Limit => Limit(first.First, first.Second),
            ResourceKind.IoPriority => IoPriorityOf((int)first.First),
            ResourceKind.Affinity => Ranges([.. parts.SelectMany(part => part.Processors())]),
            _ => ((long)first.First).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>What could not be set, and to what: <c>RLIMIT_NOFILE to 65536</c>.</summary>
    public static string Order(IEnumerable<ResourceSetting> settings, in ResourceSetting refused)
    {
        var key = KeyOf(refused);
        return $"{Shown(refused)} to {ValueOf(settings, key)}";
    }

    /// <summary>As the kernel's own documentation calls it.</summary>
    public static string Shown(in ResourceSetting setting) =>
        setting.Kind == ResourceKind.Limit ? $"RLIMIT_{NameOf(setting.Number).ToUpperInvariant()}" : KeyOf(setting);

    /// <summary>What root in a container may lack for it.</summary>
    public static string Capability(in ResourceSetting setting) => setting.Kind switch
    {
        ResourceKind.Limit or ResourceKind.OomScore => "CAP_SYS_RESOURCE",
        _ => "CAP_SYS_NICE",
    };

    private static string NameOf(int limit) => Limits.First(known => known.Number == limit).Name;

    private static string Limit(ulong soft, ulong hard) => soft == hard ? Half(soft) : $"{Half(soft)}:{Half(hard)}";

    private static string Half(ulong value) => value switch
    {
        ResourceSetting.Infinity => "infinity",
        ResourceSetting.Keep => "keep",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string IoPriorityOf(int priority) => (priority >> Libc.IoPriorityClassShift) switch
    {
        Libc.IoPriorityRealtime => $"realtime:{priority & Libc.IoPriorityLevels}",
        Libc.IoPriorityBestEffort => $"best-effort:{priority & Libc.IoPriorityLevels}",
        Libc.IoPriorityIdle => "idle",
        // Not set: the kernel makes one of the niceness.
        _ => "none",
    };

    private static string Ranges(List<int> processors)
    {
        var ranges = new List<string>();
        for (var i = 0; i < processors.Count;)
        {
            var end = i;
            while (end + 1 < processors.Count && processors[end + 1] == processors[end] + 1)
                end++;
            ranges.Add(end == i ? $"{processors[i]}" : $"{processors[i]}-{processors[end]}");
            i = end + 1;
        }
        return string.Join(',', ranges);
    }
}
