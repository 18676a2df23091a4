namespace Supervisor.Server.Configuration;

/// <summary>What becomes of the processes that a program starts: the tree below its child. A process has one where any of the keys says something.</summary>
internal sealed record TreeOptions
{
    public static readonly TreeOptions Default = new();

    /// <summary>Whoever is left of the tree when the child has ended is killed.</summary>
    public bool Kill { get; init; }

    public CgroupUse Cgroup { get; init; }

    /// <summary>The same by the kernel, for all that is in the cgroup.</summary>
    public bool CgroupKill { get; init; }

    /// <summary>In the order of <see cref="CgroupLimits.Known"/>.</summary>
    public EquatableList<CgroupLimit> Limits { get; init; } = EquatableList<CgroupLimit>.Empty;

    /// <summary>Whether the next child waits until the tree of the one before has ended.</summary>
    public bool Ends() => Kill || CgroupKill;

    /// <summary>Null where it is not set.</summary>
    public string? LimitOf(string key) => Limits.FirstOrDefault(limit => limit.Key == key)?.Value;
}

/// <summary>Whether a program gets a cgroup of its own.</summary>
internal enum CgroupUse
{
    Off,

    /// <summary>Where the kernel lets it; else it runs without, and a warning says why.</summary>
    Auto,

    /// <summary>Where there is none it does not start.</summary>
    Require,
}

/// <summary>One limit of a cgroup.</summary>
/// <param name="Key">The option.</param>
/// <param name="Value">As the kernel reads it from the cgroup's file.</param>
internal sealed record CgroupLimit(string Key, string Value);
