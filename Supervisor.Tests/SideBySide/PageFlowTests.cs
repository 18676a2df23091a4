using System.Text.RegularExpressions;
using Supervisor.Tests.EndToEnd.Page;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide;

/// <summary>The page's addresses: one list of requests to stock and to ours, statuses and messages compared.</summary>
public partial class PageFlowTests
{
    private const string Programs =
        """
        [program:cat]
        command=/bin/cat
        startsecs=0
        [program:nofile]
        command=/no/such/file
        autostart=false
        [program:noexec]
        command=/etc/passwd
        autostart=false
        [program:quick]
        command=/bin/false
        autostart=false
        autorestart=false
        startretries=0
        [program:echo]
        command=/bin/sh -c "echo 'a <b> & c'; exec sleep 1000"
        startsecs=0
        [program:nolog]
        command=/bin/cat
        stdout_logfile=none
        startsecs=0
        [program:ga]
        command=/bin/cat
        startsecs=0
        [group:g]
        programs=ga
        """;

    /// <summary>A request: its path, and the form where it is posted.</summary>
    private static readonly (string Path, string? Form)[] Requests =
    [
        ("/", null),
        ("/index.html", null),
        ("/index%2ehtml?action=refresh", null),
        ("/?action=refresh", null),
        ("/?action=refresh&processname=", null),
        ("/index.html?action=stop&processname=cat", null),
        ("/index.html?action=stop&processname=cat", null),
        ("/index.html?action=start&processname=cat", null),
        ("/index.html?action=start&processname=cat", null),
        ("/index.html?processname=cat&action=restart", null),
        ("/index.html?action=start&processname=nofile", null),
        ("/index.html?action=start&processname=noexec", null),
        ("/index.html?action=start&processname=quick", null),
        ("/?action=stop&processname=nofile", null),
        ("/?action=start&processname=nope", null),
        ("/?action=stop&processname=nope", null),
        ("/?action=restart&processname=nope", null),
        ("/?action=clearlog&processname=nope", null),
        ("/?action=clearlog&processname=nolog", null),
        ("/?action=clearlog&processname=g:*", null),
        ("/?action=stop&processname=x%26%3Cb%3Ey%C3%A4/%0d%0a", null),
        ("/?action=restart&processname=g:ga", null),
        ("/?action=start", null),
        ("/?action=stop&processname=", null),
        ("/?action=bogus", null),
        ("/?action=", null),
        ("/?ACTION=refresh", null),
        ("/?action=start+&processname=cat", null),
        ("/?action=bogus&action=refresh", null),
        ("/?action=refresh;processname=3", null),
        ("/?message=%3Cb%3E%26", null),
        ("/", "action=stop&processname=cat"),
        ("/index.html", "action=start&processname=cat&processname=nope"),
        ("/?action=stop&processname=echo", "action=refresh"),
        ("/?action=refresh", "action="),
        ("/", "{\"action\":\"refresh\"}"),
        ("/tail.html", null),
        ("/tail.html?processname=nope", null),
        ("/tail.html?processname=nolog", null),
        ("/tail.html?processname=g:*", null),
        ("/tail.html", "processname=echo"),
        ("/tail.html?processname=echo&limit=abc", null),
        ("/ok.html", null),
        ("/ok.html?x=y", null),
        ("/ok.html", "x=y"),
        ("/stylesheets/supervisor.css", null),
        ("/images/none.gif", null),
        ("/index.html/x", null),
        ("/foo", null),
        ("/?action=restartall", null),
        ("/?action=stopall", null),
    ];

    /// <summary>Where ours tells more than stock, and what; see the documents.</summary>
    private static readonly Dictionary<string, string> Better = new()
    {
        ["/?action=restartall"] = "All restarted at TIME, except noexec (file not executable), nofile (no such file), quick (spawn error)",
    };

    [Fact]
    public async Task Statuses_messages_and_texts_are_those_of_stock()
    {
        await using var stock = await RunningSupervisor.StartAsync(Programs, await Peer.StockAsync());
        await using var ours = await RunningSupervisor.StartAsync(Programs);
        foreach (var name in new[] { "cat", "echo", "nolog", "g:ga" })
        {
            await stock.Rpc.WaitForStateAsync(name, "RUNNING");
            await ours.Rpc.WaitForStateAsync(name, "RUNNING");
        }
        var different = new List<string>();
        foreach (var (path, form) in Requests)
        {
            var expected = await AskAsync(stock, path, form);
            var actual = await AskAsync(ours, path, form);
            if (!Peer.OursIsStock && Better.TryGetValue(path, out var better))
                expected = expected with { Message = better };
            if (expected != actual)
                different.Add($"{path} {form}\n  stock: {expected}\n  ours:  {actual}");
        }
        Assert.True(different.Count == 0, string.Join("\n", different));
    }

    [Fact]
    public async Task Stock_says_restarted_when_it_is_not_and_ours_says_why_not()
    {
        await using var stock = await RunningSupervisor.StartAsync(Programs, await Peer.StockAsync());
        await using var ours = await RunningSupervisor.StartAsync(Programs);
        const string Request = "/?action=restart&processname=nofile";
        Assert.Equal("Process nofile restarted", (await AskAsync(stock, Request, null)).Message);
        if (!Peer.OursIsStock)
            Assert.Equal("ERROR: Process nofile: no such file", (await AskAsync(ours, Request, null)).Message);
    }

    /// <summary>What clients can see of an answer; of a page, the text of the log in it.</summary>
    private static async Task<Seen> AskAsync(RunningSupervisor supervisor, string path, string? form)
    {
        var reply = form is null ? await supervisor.GetPageAsync(path) : await supervisor.PostFormAsync(path, form);
        var type = reply["Content-Type"]?.Split(';')[0];
        var log = Preformatted().Match(reply.Text);
        // Stock leaves '>' as it is.
        var text = log.Success ? log.Groups[1].Value.Replace("&gt;", ">", StringComparison.Ordinal) : "";
        return new Seen(reply.Status, type, reply.Message() is { } message ? Time().Replace(message, "TIME") : null, text);
    }

    private sealed record Seen(int Status, string? Type, string? Message, string LogText);

    [GeneratedRegex("[A-Z][a-z]{2} [A-Z][a-z]{2} [ 123][0-9] [0-9:]{8} [0-9]{4}")]
    private static partial Regex Time();

    [GeneratedRegex("(?s)<pre[^>]*>(.+?)</pre>")]
    private static partial Regex Preformatted();
}
