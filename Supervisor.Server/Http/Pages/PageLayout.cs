using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Http.Pages;

/// <summary>What every page has around its content: head, banner, footer. All links are relative, so that a proxy may put a path before them.</summary>
internal static class PageLayout
{
    public static string Host => Environment.MachineName;

    public static void Begin(Html html, string title, string identifier, bool isLive)
    {
        html.Add($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title} · {Host} · Supervisor</title>
            <link rel="icon" href="images/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="stylesheets/supervisor.css">
            <script src="scripts/supervisor.js"></script>
            </head>
            <body>
            <a class="skip" href="#content">Skip to content</a>
            <header class="banner">
            <div class="bar">
            <a class="brand" href="./"><img src="images/icon.svg" alt="" width="28" height="28"><span>Supervisor</span></a>
            <p class="where"><span class="host">{Host}</span>
            """);
        if (identifier is not ("supervisor" or ""))
            html.Add($"""<span class="identifier">{identifier}</span>""");
        html.Add($"""</p>""");
        if (isLive)
            html.Add($"""<p class="live" id="live" data-state="off" role="status" hidden><span>Live</span></p>""");
        html.Add($"""
            <nav aria-label="Supervisor"><a href="./" aria-current="{(isLive ? "page" : "false")}">Programs</a>
            <a href="mainlog.html" data-log="" data-title="Main log">Main log</a></nav>
            <button type="button" id="theme" hidden></button>
            </div>
            </header>
            <main id="content" tabindex="-1">

            """);
    }

    /// <param name="html">The page.</param>
    /// <param name="generation">Which image of the daemon it is; shown from the first upgrade on.</param>
    public static void End(Html html, int generation = 1)
    {
        html.Add($"""
            </main>
            <footer class="footer"><p>Supervisor {ProductVersion.Text} · pid {Environment.ProcessId}{(generation > 1 ? $" · generation {generation}" : "")}</p></footer>
            <div id="announcements" class="visually-hidden" aria-live="polite"></div>
            <div id="toasts" role="status"></div>
            </body>
            </html>

            """);
    }

    /// <summary>A page of a few sentences, with nothing to do but to go back.</summary>
    public static byte[] Message(string title, params string[] paragraphs)
    {
        var html = new Html();
        Begin(html, title, "", isLive: false);
        html.Add($"""<section class="sheet"><h1>{title}</h1>""");
        foreach (var paragraph in paragraphs)
            html.Add($"<p>{paragraph}</p>");
        html.Add($"""<p><a class="button" href="./">To the list of programs</a></p></section>""");
        End(html);
        return html.ToUtf8();
    }
}
