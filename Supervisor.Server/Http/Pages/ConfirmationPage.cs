namespace Supervisor.Server.Http.Pages;

/// <summary>Asks before a thing is done: where much would stop, and where nobody can tell whether the user meant it.</summary>
internal static class ConfirmationPage
{
    public static byte[] Render(string action, string? name)
    {
        var html = new Html();
        var question = Question(action, name);
        PageLayout.Begin(html, "Confirm", "", isLive: false);
        html.Add($"""
            <section class="sheet"><h1>{question}</h1><p>{Consequence(action, name)}</p>
            <form method="post" action="index.html" class="choices">
            """);
        if (name is not null)
            html.Add($"""<input type="hidden" name="processname" value="{name}">""");
        html.Add($"""
            <button name="action" value="{action}" class="{(action is "start" or "startall" ? "primary" : "danger")}">{Verb(action)}</button>
            <a class="button" href="./">Cancel</a></form></section>
            """);
        PageLayout.End(html);
        return html.ToUtf8();
    }

    public static string Question(string action, string? name) => action switch
    {
        "clearlog" => $"Clear the log of {name}?",
        PlanNotice.Action => "Apply the configuration?",
        _ => $"{Verb(action)} {Target(action, name)}?",
    };

    public static string Consequence(string action, string? name) => action switch
    {
        PlanNotice.Action => "Programs with a change that they cannot follow while they run are restarted. All others run on.",
        "stopall" => "Every program on this host that Supervisor runs will be stopped.",
        "restartall" => "Every program will be stopped; then every program will be started, also those that are stopped now.",
        "startall" => "Every program that does not run will be started.",
        "clearlog" => "What the program has written so far is deleted.",
        "stop" => "It stays stopped until somebody starts it.",
        "restart" when name is not null && name.EndsWith(":*", StringComparison.Ordinal) =>
            "Every program of the group will be stopped; then every one will be started, also those that are stopped now.",
        _ => "",
    };

    public static string Verb(string action) => action switch
    {
        "startall" or "start" => "Start",
        "stopall" or "stop" => "Stop",
        "restartall" or "restart" => "Restart",
        "clearlog" => "Clear log",
        PlanNotice.Action => "Apply",
        _ => action,
    };

    private static string Target(string action, string? name) => (action, name) switch
    {
        (_, null) => "all programs",
        (_, not null) when action.EndsWith("all", StringComparison.Ordinal) => "all programs",
        (_, { } group) when group.EndsWith(":*", StringComparison.Ordinal) => $"all of {group[..^2]}",
        (_, { } one) => one,
    };
}
