namespace Supervisor.Server.Http.Pages;

/// <summary>The end of one log on a page of its own; with a script it goes on as the log grows.</summary>
/// <param name="name">The program; null where none was named.</param>
/// <param name="channel"><c>stdout</c> or <c>stderr</c>; null for the main log.</param>
/// <param name="limit">How many bytes are asked for.</param>
/// <param name="text">What the log says, or why there is nothing to show.</param>
/// <param name="canFollow">False where there is no log behind the text.</param>
internal sealed class LogPage(string? name, string? channel, int limit, string text, bool canFollow)
{
    /// <summary>What the links of the list ask for.</summary>
    public const int LinkedLimit = 64 * 1024;

    /// <summary>The least, and the default, as with stock.</summary>
    public const int MinLimit = 1024;

    private const int MaxLimit = 4 * 1024 * 1024;

    private static readonly (int Bytes, string Label)[] Sizes = [(MinLimit, "1 KB"), (LinkedLimit, "64 KB"), (1024 * 1024, "1 MB")];

    public static int Limit(string? text) =>
        long.TryParse(text, out var limit) ? (int)Math.Clamp(limit, MinLimit, MaxLimit) : MinLimit;

    public byte[] Render()
    {
        var html = new Html();
        var title = channel is null ? "Main log" : name ?? "Log";
        PageLayout.Begin(html, title, "", isLive: false);
        html.Add($"""
            <section class="viewer page" id="viewer" data-log="{name}" data-channel="{channel}" data-follow="{(canFollow ? "yes" : "no")}" data-limit="{limit}">
            <div class="log-bar"><h1 id="log-title">{title}</h1>
            """);
        if (channel is null || name is not null)
            AddLinks(html);
        html.Add($"""</div><pre id="log" tabindex="0" aria-label="Log">{text}</pre></section>""");
        PageLayout.End(html);
        return html.ToUtf8();
    }

    private void AddLinks(Html html)
    {
        html.Add($"""<nav class="no-script" aria-label="Log">""");
        if (channel is not null)
        {
            html.Add($"""<a href="{Link("stdout", limit)}">stdout</a> <a href="{Link("stderr", limit)}">stderr</a> """);
        }
        foreach (var (bytes, label) in Sizes)
            html.Add($"""<a href="{Link(channel, bytes)}">Last {label}</a> """);
        html.Add($"""<a href="{Link(channel, limit)}">Refresh</a></nav>""");
        LogViewer.AddTools(html, name ?? "", isDrawer: false);
    }

    private string Link(string? of, int bytes) => of switch
    {
        null => $"mainlog.html?limit={bytes}",
        "stderr" => $"tail.html?processname={Uri.EscapeDataString(name!)}&channel=stderr&limit={bytes}",
        _ => $"tail.html?processname={Uri.EscapeDataString(name!)}&limit={bytes}",
    };
}
