namespace Supervisor.Server.Interop;

/// <summary>Everything about a child to be started.</summary>
internal sealed record SpawnRequest
{
    /// <summary>Used as it is; nothing is searched.</summary>
    public required string File { get; init; }

    /// <summary>With argv[0].</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    public required BaseEnvironment SharedEnvironment { get; init; }

    /// <summary>What the child gets besides and instead; each name once.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> OwnEnvironment { get; init; }

    public string? Directory { get; init; }

    public int? Umask { get; init; }

    /// <summary>The user to run as; null for the daemon's own.</summary>
    public int? Uid { get; init; }

    /// <summary>What the user database says of that user; null where it is to be asked.</summary>
    public Identity? Identity { get; init; }

    /// <summary>Limits, priorities and their like, in the order in which they are taken.</summary>
    public IReadOnlyList<ResourceSetting> Resources { get; init; } = [];

    /// <summary>The directory of the cgroup to run in; null for the daemon's own.</summary>
    public string? Cgroup { get; init; }

    /// <summary>What it says on that it is ready, and the number that it becomes; null for none.</summary>
    public (int End, int Number)? Ready { get; init; }

    /// <summary>Becomes descriptor 0.</summary>
    public required int Stdin { get; init; }

    public required int Stdout { get; init; }

    /// <summary>May be the same as <see cref="Stdout"/>.</summary>
    public required int Stderr { get; init; }
}
