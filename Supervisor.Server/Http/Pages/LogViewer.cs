namespace Supervisor.Server.Http.Pages;

/// <summary>Where a log is read: in a drawer over the list, or on a page of its own. A script fills and follows it.</summary>
internal static class LogViewer
{
    /// <summary>The drawer; empty until a program's log is opened.</summary>
    public static void AddDialog(Html html)
    {
        html.Add($"""
            <dialog id="drawer" class="drawer" aria-labelledby="log-title"><div class="viewer" id="viewer"><div class="log-bar">
            <h2 id="log-title"></h2>
            """);
        AddTools(html, name: "", isDrawer: true);
        html.Add($"""</div><pre id="log" tabindex="0" aria-label="Log"></pre></div></dialog>""");
    }

    /// <param name="html">The page.</param>
    /// <param name="name">The program; empty for the main log.</param>
    /// <param name="isDrawer">A drawer can be closed, and leads to the page of its own.</param>
    public static void AddTools(Html html, string name, bool isDrawer)
    {
        html.Add($"""
            <span id="log-state" class="log-state" role="status" hidden></span>
            <div class="log-tools"><span class="channels" id="channels" hidden><button type="button" data-channel="stdout" aria-pressed="true">stdout</button>
            <button type="button" data-channel="stderr" aria-pressed="false">stderr</button></span>
            <button type="button" id="follow" aria-pressed="true" hidden>Follow</button>
            <button type="button" id="wrap" aria-pressed="true" hidden>Wrap</button>
            """);
        if (isDrawer || name.Length > 0)
        {
            html.Add($"""
                <form method="post" action="index.html" id="clear"><input type="hidden" name="processname" value="{name}">
                <button name="action" value="clearlog">Clear log</button></form>
                """);
        }
        if (isDrawer)
        {
            html.Add($"""
                <a class="button" id="log-page" href="tail.html">Open page</a>
                <button type="button" id="close" aria-label="Close the log">Close</button>
                """);
        }
        html.Add($"</div>");
    }
}
