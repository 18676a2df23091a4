using System.Text;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>A plan for people: a line for each process that does not stay as it is, the reasons beside it, and how many there are of each kind.</summary>
internal static class PlanText
{
    /// <summary>Stock's word for nothing to do.</summary>
    private const string Nothing = "No config updates to processes\n";

    private static readonly (string Kind, string Words)[] Kinds =
    [
        ("restart", "to restart"), ("adjust", "to adjust"), ("add", "to add"), ("remove", "to remove"), ("keep", "unchanged"),
    ];

    public static string Of(IReadOnlyList<PlanRow> plan)
    {
        var shown = plan.Where(row => row.Kind != "keep" && IsShown(row, plan)).ToList();
        if (shown.Count == 0)
            return Nothing;
        var text = new StringBuilder();
        foreach (var row in shown)
            text.Append(row.Name).Append(": ").Append(row.Kind).Append(Reasons(row.Keys)).Append('\n');
        return text.Append(Summary(plan)).Append('\n').ToString();
    }

    /// <summary>The row of a group says more than those of its processes only where options of the group itself differ, or there are none.</summary>
    private static bool IsShown(PlanRow row, IReadOnlyList<PlanRow> plan) =>
        row.Process.Length > 0 || row.Kind == "adjust" || !plan.Any(other => other.Group == row.Group && other.Process.Length > 0);

    private static string Reasons(IReadOnlyList<PlanKey> keys) => keys.Count == 0 ? "" : $" ({string.Join(", ", keys.Select(Reason))})";

    private static string Reason(PlanKey key) => (key.Old, key.New) switch
    {
        ("", "") => key.Name,
        ("", _) => $"{key.Name}: {OneLine(key.New)}",
        (_, "") => $"{key.Name}: {OneLine(key.Old)} -> default",
        _ => $"{key.Name}: {OneLine(key.Old)} -> {OneLine(key.New)}",
    };

    /// <summary>A value may go on over lines of the file.</summary>
    private static string OneLine(string value) => value.ReplaceLineEndings(" ");

    private static string Summary(IReadOnlyList<PlanRow> plan)
    {
        var processes = plan.Where(row => row.Process.Length > 0).ToList();
        return string.Join(", ", Kinds.Select(k => (k.Words, Count: processes.Count(row => row.Kind == k.Kind))).Where(k => k.Count > 0)
            .Select(k => $"{k.Count} {k.Words}").DefaultIfEmpty("no processes"));
    }
}
