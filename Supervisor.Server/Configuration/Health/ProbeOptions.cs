namespace Supervisor.Server.Configuration;

/// <summary>A check that is made again and again, and when it counts.</summary>
/// <param name="Check">What is asked.</param>
internal sealed record ProbeOptions(HealthCheck Check)
{
    public static readonly TimeSpan UsualPeriod = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(5);
    public const int LowestGoodStatus = 200;
    public const int HighestGoodStatus = 399;

    /// <summary>After the birth of the child; of a liveness check after it is RUNNING.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>Between two starts of it; null for what is usual.</summary>
    public TimeSpan? Period { get; init; }

    public TimeSpan Timeout { get; init; } = UsualTimeout;

    /// <summary>So many good ones in a row make it good again.</summary>
    public int SuccessThreshold { get; init; } = 1;

    /// <summary>So many bad ones in a row make it bad.</summary>
    public int FailureThreshold { get; init; } = 3;

    public int LowestStatus { get; init; } = LowestGoodStatus;

    public int HighestStatus { get; init; } = HighestGoodStatus;

    /// <summary>Lines of a request's head.</summary>
    public EquatableList<string> Headers { get; init; } = EquatableList<string>.Empty;

    /// <summary>In the place of the host that is asked; null for that one.</summary>
    public string? HttpHost { get; init; }
}
