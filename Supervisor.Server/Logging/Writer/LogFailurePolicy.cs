namespace Supervisor.Server.Logging;

/// <summary>
/// What happens to output that a file does not take (disk full, quota, I/O error). It is kept and tried again, so that a short
/// incident costs nothing but a moment of back-pressure on the children that write there. A long one must not stop the services
/// themselves: a web server that waits for its access log at 3 a.m. is down. So after <see cref="Patience"/> the newest
/// <see cref="KeptBytes"/> are kept, older ones dropped and counted, and the children run on until there is room again.
/// </summary>
internal sealed record LogFailurePolicy
{
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public long KeptBytes { get; init; } = 512 * 1024;

    /// <summary>An incident that comes back sooner than this is not announced again.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long closing the writer waits for pipes and terminals that do not take their bytes.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(1);
}
