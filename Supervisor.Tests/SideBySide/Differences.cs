namespace Supervisor.Tests.SideBySide;

/// <summary>Every deliberate difference, by the step that shows it. There are no others.</summary>
internal static class Differences
{
    public static readonly IReadOnlyList<Difference> All = [];
}
