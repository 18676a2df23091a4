using Supervisor.Server.Configuration;

namespace Supervisor.Server.Http.Pages;

/// <summary>A bar that tells that what runs is not what is configured, what an update would do, and lets it be done.</summary>
internal static class PlanNotice
{
    public const string Action = "applyplan";

    /// <summary>More than a person reads.</summary>
    private const int MostLines = 50;

    /// <param name="html">The page.</param>
    /// <param name="plan">What is not known, or does not differ, is not shown.</param>
    public static void Add(Html html, IReadOnlyList<PlannedChange> plan)
    {
        var changes = plan.Where(change => change.Kind is not (PlannedKind.Keep or PlannedKind.Broken)).ToList();
        if (changes.Count == 0)
            return;
        html.Add($"""<details class="notice plan" id="plan"><summary>Configuration changed: {Summary(changes)}</summary><ul>""");
        foreach (var change in changes.Where(change => IsShown(change, changes)).Take(MostLines))
            html.Add($"<li>{Line(change)}</li>");
        html.Add($"""
            </ul><a class="button" role="button" href="index.html?confirm={Action}" data-confirm="{Action}" data-name=""
            """);
        html.Add($"""
             data-question="{ConfirmationPage.Question(Action, null)}" data-verb="{ConfirmationPage.Verb(Action)}"
            """);
        html.Add($"""
             data-consequence="{ConfirmationPage.Consequence(Action, null)}">Apply</a></details>

            """);
    }

    /// <summary>Programs, and groups of which nothing but themselves has changed.</summary>
    private static string Summary(List<PlannedChange> changes)
    {
        var shown = changes.Where(change => IsShown(change, changes)).ToList();
        (PlannedKind Kind, string Words)[] kinds =
        [
            (PlannedKind.Restart, "would restart"), (PlannedKind.Adjust, "adjusted"), (PlannedKind.Add, "added"), (PlannedKind.Remove, "removed"),
        ];
        return string.Join(", ", kinds.Select(kind => (Count: shown.Count(change => change.Kind == kind.Kind), kind.Words)).Where(kind => kind.Count > 0)
            .Select((kind, at) => $"{kind.Count}{(at > 0 ? "" : kind.Count == 1 ? " program" : " programs")} {kind.Words}"));
    }

    private static bool IsShown(PlannedChange change, IReadOnlyList<PlannedChange> all) =>
        change.Process is not null || !all.Any(other => other.Group == change.Group && other.Process is not null);

    private static string Line(PlannedChange change)
    {
        var keys = string.Join(", ", change.Keys.Select(key => key.Name).Distinct());
        var name = change.Process is null || change.Process == change.Group ? change.Group : $"{change.Group}:{change.Process}";
        return $"{name}: {change.Kind.Word()}{(keys.Length > 0 ? $" ({keys})" : "")}";
    }
}
