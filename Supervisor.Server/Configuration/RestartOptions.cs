namespace Supervisor.Server.Configuration;

/// <summary>How the restarts that the daemon does by itself are spaced out and limited. A process has one where any of the keys says something.</summary>
internal sealed record RestartOptions
{
    public static readonly RestartOptions Default = new();

    /// <summary>The first pauses, one after another; the last one grows by the factor. Empty where there are none but stock's.</summary>
    public EquatableList<TimeSpan> Pauses { get; init; } = EquatableList<TimeSpan>.Empty;

    /// <summary>No pause is longer, but by jitter; null for the longest of the pauses.</summary>
    public TimeSpan? MaxPause { get; init; }

    public double Factor { get; init; } = 1;

    /// <summary>How much of a pause is left to chance, up and down, of a hundred.</summary>
    public double JitterPercent { get; init; }

    /// <summary>A process that ran for so long begins with the first pause again; null for ten times the longest pause, a minute at least.</summary>
    public TimeSpan? Reset { get; init; }

    /// <summary><c>startretries</c> does not end in FATAL.</summary>
    public bool RetryForever { get; init; }

    /// <summary>More restarts than this are the end.</summary>
    public Rate? Limit { get; init; }
}
