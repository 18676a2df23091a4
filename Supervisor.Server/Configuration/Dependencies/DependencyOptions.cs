using System.Globalization;

namespace Supervisor.Server.Configuration;

/// <summary>What a process waits for before it starts, and what the end of that means to it. A process that says nothing of it has none.</summary>
internal sealed record DependencyOptions
{
    public static readonly DependencyOptions None = new();

    /// <summary>The program's own first, then those of its group.</summary>
    public EquatableList<Dependency> On { get; init; } = EquatableList<Dependency>.Empty;

    /// <summary>How long a start waits for them; zero for as long as it takes.</summary>
    public TimeSpan Timeout { get; init; }

    public DependencyStopAction OnStop { get; init; }

    /// <summary>Between the moment at which all of them are there and a start by the daemon itself.</summary>
    public TimeSpan StartDelay { get; init; }

    public static string? Text(TimeSpan time) => time == TimeSpan.Zero ? null : time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    public static string? Text(DependencyStopAction action) => action == DependencyStopAction.Keep ? null : action.ToString().ToLowerInvariant();

    public static string? Text(EquatableList<Dependency> on) => on.Count == 0 ? null : string.Join(',', on.Select(each => each.Text));
}
