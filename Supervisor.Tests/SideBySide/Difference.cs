using System.Text.RegularExpressions;

namespace Supervisor.Tests.SideBySide;

/// <summary>One answer in which ours differs from stock on purpose.</summary>
/// <param name="Step">The step of the script that shows it.</param>
/// <param name="Why">The fix, as <c>docs/COMPATIBILITY.md</c> names it.</param>
/// <param name="Stock">Stock's answer, or a part of it: that part is replaced and all the rest must be equal.</param>
/// <param name="Ours">What stands there in ours.</param>
internal sealed record Difference(string Step, string Why, string Stock, string Ours)
{
    /// <summary>Something that stock's answer does not have at all, wherever it stands in ours; it must stand there.</summary>
    public Regex? Added { get; init; }
}
