namespace Supervisor.Server.Interop;

/// <summary>
/// What of the kernel's bookkeeping a child takes besides its user, in the order in which it is taken: limits come last, since they may be in the way
/// of the others.
/// </summary>
internal enum ResourceKind
{
    OomScore = Libc.SPAWN_OOM_SCORE,
    Nice = Libc.SPAWN_NICE,
    IoPriority = Libc.SPAWN_IO_PRIORITY,
    Affinity = Libc.SPAWN_AFFINITY,
    Limit = Libc.SPAWN_LIMIT,
}

/// <summary>One setting, or one of several parts of one.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Which limit; for an affinity which 64 processors. 0 for the others.</param>
/// <param name="First">The soft limit, the number, the io priority as the kernel takes it, or a bit for each of the 64 processors. Negative numbers stand as their complement.</param>
/// <param name="Second">The hard limit; for an affinity how many parts it has.</param>
internal readonly record struct ResourceSetting(ResourceKind Kind, int Number, ulong First, ulong Second)
{
    public const ulong Infinity = Libc.RLIM_INFINITY;

    /// <summary>A half of a limit that stays as it is.</summary>
    public const ulong Keep = Libc.SPAWN_KEEP;

    /// <summary>As many processors as the kernel's interface knows by its fixed size.</summary>
    public const int MostProcessors = Libc.SPAWN_CPU_WORDS * ProcessorsInPart;

    private const int ProcessorsInPart = 64;

    public static ResourceSetting Limit(int resource, ulong soft, ulong hard) => new(ResourceKind.Limit, resource, soft, hard);

    public static ResourceSetting Of(ResourceKind kind, int number) => new(kind, 0, (ulong)(long)number, 0);

    /// <summary>Its parts: all that the kernel is told at once.</summary>
    public static IReadOnlyList<ResourceSetting> Affinity(IReadOnlyCollection<int> processors)
    {
        var words = new ulong[processors.Max() / ProcessorsInPart + 1];
        foreach (var processor in processors)
            words[processor / ProcessorsInPart] |= 1UL << processor % ProcessorsInPart;
        return [.. words.Select((word, at) => new ResourceSetting(ResourceKind.Affinity, at, word, (ulong)words.Length))];
    }

    /// <summary>The processors of this part.</summary>
    public IEnumerable<int> Processors()
    {
        for (var bit = 0; bit < ProcessorsInPart; bit++)
        {
            if ((First >> bit & 1) != 0)
                yield return Number * ProcessorsInPart + bit;
        }
    }
}
