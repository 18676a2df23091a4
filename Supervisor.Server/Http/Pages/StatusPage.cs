using Supervisor.Server.Api;

namespace Supervisor.Server.Http.Pages;

/// <summary>The list of programs: those that stand alone first, then group by group.</summary>
/// <param name="identifier">The daemon's own name, shown where it has one.</param>
/// <param name="rows">Sorted by group and name.</param>
/// <param name="now">Epoch seconds.</param>
/// <param name="message">What the last action brought about.</param>
/// <param name="filter">Which rows show.</param>
/// <param name="daemon">What runs them, and what its configuration has become.</param>
internal sealed class StatusPage(string identifier, IReadOnlyList<ProgramRow> rows, long now, string? message, RowFilter filter, DaemonOverview daemon)
{
    public byte[] Render()
    {
        var html = new Html();
        PageLayout.Begin(html, "Status", identifier, isLive: true);
        html.Add($"""<h1 class="visually-hidden">Programs on {PageLayout.Host}</h1>""");
        AddNotice(html);
        PlanNotice.Add(html, daemon.Plan);
        AddToolbar(html);
        if (rows.Count == 0)
            html.Add($"""<p class="empty">No programs to manage</p>""");
        else
            AddPrograms(html);
        LogViewer.AddDialog(html);
        html.Add($"""
            <dialog id="confirm" class="sheet" aria-labelledby="confirm-question"><h2 id="confirm-question"></h2><p></p>
            <form method="dialog" class="choices"><button value="yes"></button><button value="no" autofocus>Cancel</button></form></dialog>

            """);
        PageLayout.End(html, daemon.Generation);
        return html.ToUtf8();
    }

    /// <summary>By the wording alone: a message travels through the address.</summary>
    public static bool IsBad(string message) =>
        message.StartsWith("ERROR", StringComparison.Ordinal) || message.StartsWith("No such", StringComparison.Ordinal)
        || message.StartsWith("unexpected", StringComparison.Ordinal) || message.Contains(", except ", StringComparison.Ordinal);

    private void AddNotice(Html html)
    {
        if (message is not null)
            html.Add($"""<p class="notice" id="notice" role="status" data-bad="{(IsBad(message) ? "yes" : "no")}">{message}</p>""");
    }

    private void AddToolbar(Html html)
    {
        html.Add($"""
            <div class="toolbar">
            <form class="search" role="search" action="index.html"><label class="visually-hidden" for="search">Search programs</label>
            <input type="search" id="search" name="q" value="{filter.Text}" placeholder="Search programs" autocomplete="off" spellcheck="false">
            <kbd aria-hidden="true">/</kbd></form>
            <nav class="filters" aria-label="Show programs by state">
            """);
        foreach (var choice in RowFilter.Choices)
        {
            var count = rows.Count(row => choice.Accepts(row));
            html.Add($"""
                <a href="{choice.Link}" data-filter="{choice.Key}" aria-current="{(choice.Key == filter.Key ? "true" : "false")}">
                """);
            html.Add($"""{choice.Label} <b>{count}</b></a>""");
        }
        html.Add($"""</nav><div class="everything">""");
        html.Add($"""<form method="post" action="index.html"><button name="action" value="startall">Start all</button></form>""");
        AddConfirmed(html, "restartall", null, "Restart all", "");
        AddConfirmed(html, "stopall", null, "Stop all", "danger");
        html.Add($"""<a class="button no-script" href="index.html?action=refresh">Refresh</a></div></div>""");
    }

    /// <summary>Without a script a page asks, with one a dialog does.</summary>
    private static void AddConfirmed(Html html, string action, string? name, string label, string style)
    {
        var target = name is null ? "" : $"&processname={Uri.EscapeDataString(name)}";
        html.Add($"""
            <a class="button {style}" role="button" href="index.html?confirm={action}{target}" data-confirm="{action}" data-name="{name}"
            """);
        html.Add($"""
             data-question="{ConfirmationPage.Question(action, name)}" data-verb="{ConfirmationPage.Verb(action)}"
            """);
        html.Add($"""
             data-consequence="{ConfirmationPage.Consequence(action, name)}">{label}</a>
            """);
    }

    private void AddPrograms(Html html)
    {
        html.Add($"""
            <table class="programs" id="programs" role="table" data-now="{now}"><caption class="visually-hidden">Programs</caption>
            <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Program</th><th scope="col" role="columnheader">State</th>
            <th scope="col" role="columnheader">Details</th><th scope="col" role="columnheader">Actions</th></tr></thead>

            """);
        var groups = rows.GroupBy(row => row.Group).ToLookup(group => group.Count() == 1 && group.First().Process == group.Key);
        AddBody(html, null, [.. groups[true].SelectMany(group => group)]);
        foreach (var group in groups[false])
            AddBody(html, group.Key, [.. group]);
        html.Add($"""</table><p class="empty" id="nothing" {(rows.Any(filter.Accepts) ? "hidden" : "")}>No program matches.</p>""");
    }

    private void AddBody(Html html, string? group, IReadOnlyList<ProgramRow> members)
    {
        if (members.Count == 0)
            return;
        html.Add($"""<tbody role="rowgroup" data-group="{group}" {(members.Any(filter.Accepts) ? "" : "hidden")}>""");
        if (group is not null)
            AddGroupHead(html, group, members);
        foreach (var row in members)
            AddRow(html, row);
        html.Add($"</tbody>\n");
    }

    private static void AddGroupHead(Html html, string group, IReadOnlyList<ProgramRow> members)
    {
        var running = members.Count(row => row.Tone == Tone.Running);
        html.Add($"""
            <tr class="group" role="row"><th scope="rowgroup" colspan="3" role="rowheader"><span class="name">{group}</span>
            <span class="count"><b>{running}</b> of {members.Count} running</span></th><td class="actions" role="cell">
            <form method="post" action="index.html"><input type="hidden" name="processname" value="{group}:*">
            <button name="action" value="start" aria-label="Start all of {group}">Start</button>
            """);
        AddConfirmed(html, "restart", $"{group}:*", "Restart", "");
        AddConfirmed(html, "stop", $"{group}:*", "Stop", "");
        html.Add($"</form></td></tr>\n");
    }

    private void AddRow(Html html, ProgramRow row)
    {
        var name = row.Name;
        var log = $"tail.html?processname={Uri.EscapeDataString(name)}&limit={LogPage.LinkedLimit}";
        html.Add($"""
            <tr class="program" role="row" data-name="{name}" data-state="{row.State}" data-tone="{Word(row.Tone)}" {(filter.Accepts(row) ? "" : "hidden")}>
            <th scope="row" role="rowheader"><span class="name">{row.Process}</span></th>
            <td role="cell" class="state"><span class="badge">{row.State}</span></td>
            <td role="cell" class="details"><span class="detail">{row.Detail}</span> <span class="clock" data-since="{row.Since}">{row.Clock(now)}</span>
            <span class="pid">{(row.Pid == 0 ? "" : $"pid {row.Pid}")}</span> <span class="restarts">{Restarts(row)}</span></td>
            <td role="cell" class="actions"><form method="post" action="index.html"><input type="hidden" name="processname" value="{name}">
            """);
        AddButton(html, row, "start", "Start");
        AddButton(html, row, "restart", "Restart");
        AddButton(html, row, "stop", "Stop");
        html.Add($"""<a class="button log" href="{log}" data-log="{name}" data-title="{name}" aria-label="Log of {name}">Log</a></form></td></tr>""");
        html.Add($"\n");
    }

    public static string Restarts(ProgramRow row) => row.Restarts switch
    {
        0 => "",
        1 => "1 restart",
        _ => $"{row.Restarts} restarts",
    };

    public static string Word(Tone tone) => tone.ToString().ToLowerInvariant();

    private static void AddButton(Html html, ProgramRow row, string action, string label) =>
        html.Add($"""
            <button name="action" value="{action}" aria-label="{label} {row.Name}" {(row.Actions.Contains(action) ? "" : "hidden")}>{label}</button>
            """);
}
