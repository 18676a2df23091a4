using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Page;

/// <summary>The pages of a running daemon, over its unix socket.</summary>
public class PageTests
{
    private const string Programs =
        """
        [program:cat]
        command=/bin/cat
        startsecs=0
        [program:echo]
        command=/bin/sh -c "echo '<b>&amp; so on'; echo oops >&2; exec sleep 1000"
        startsecs=0
        [program:nolog]
        command=/bin/cat
        autostart=false
        stdout_logfile=none
        [program:missing]
        command=@dir@/nowhere
        autostart=false
        [program:a]
        command=/bin/cat
        autostart=false
        startsecs=0
        [program:b]
        command=/bin/cat
        autostart=false
        startsecs=0
        [group:pair]
        programs=a,b
        """;

    [Fact]
    public async Task The_list_shows_every_program_and_forbids_what_a_page_need_not_do()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        foreach (var path in new[] { "/", "/index.html" })
        {
            var page = await supervisor.GetPageAsync(path);
            Assert.Equal(200, page.Status);
            Assert.Equal("text/html;charset=utf-8", page["Content-Type"]);
            Assert.Equal("no-cache", page["Cache-Control"]);
            Assert.Equal("nosniff", page["X-Content-Type-Options"]);
            Assert.Equal("same-origin", page["Referrer-Policy"]);
            var policy = page["Content-Security-Policy"]!;
            Assert.Contains("default-src 'none'", policy);
            Assert.Contains("script-src 'self'", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            foreach (var name in new[] { "cat", "echo", "nolog", "missing", "pair:a", "pair:b" })
                Assert.Contains($"data-name=\"{name}\"", page.Text);
            Assert.Contains("Supervisor 5.0.0", page.Text);
        }
    }

    [Fact]
    public async Task Without_programs_it_says_so()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("");
        Assert.Contains("No programs to manage", (await supervisor.GetPageAsync("/")).Text);
    }

    [Fact]
    public async Task Messages_and_searches_are_escaped()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        var page = await supervisor.GetPageAsync("/?message=%3Cscript%3Ex%3C/script%3E&q=%22%3E%3Cimg%3E");
        Assert.Contains(">&lt;script&gt;x&lt;/script&gt;</p>", page.Text);
        Assert.DoesNotContain("<script>x", page.Text);
        Assert.DoesNotContain("<img>", page.Text);
    }

    [Fact]
    public async Task Without_a_script_the_server_searches()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        var page = await supervisor.GetPageAsync("/?q=PAIR");
        Assert.Matches("data-name=\"cat\"[^>]* hidden>", page.Text);
        Assert.DoesNotMatch("data-name=\"pair:a\"[^>]* hidden>", page.Text);
    }

    [Theory]
    [InlineData("GET", "/?action=stop&processname=cat", "", "Process cat stopped")]
    [InlineData("GET", "/index.html?action=start&processname=pair:a", "", "Process pair:a started")]
    [InlineData("POST", "/index.html", "action=restart&processname=cat", "Process cat restarted")]
    [InlineData("POST", "/", "action=clearlog&processname=echo", "Log for echo cleared")]
    [InlineData("GET", "/?action=restart&processname=missing", "", "ERROR: Process missing: no such file")]
    [InlineData("POST", "/", "action=start&processname=pair:*", "Group pair started")]
    [InlineData("POST", "/", "action=restart&processname=pair:", "Group pair restarted")]
    [InlineData("POST", "/", "action=stop&processname=nope:*", "No such process named nope:*")]
    [InlineData("POST", "/", "action=clearlog&processname=pair:*", "No such process named pair:*")]
    public async Task An_action_is_done_and_told_in_a_redirect_that_nobody_keeps(string method, string path, string form, string message)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        var reply = method == "GET" ? await supervisor.GetPageAsync(path) : await supervisor.PostFormAsync(path, form);
        Assert.Equal(301, reply.Status);
        Assert.Equal(message, reply.Message());
        Assert.StartsWith("./?message=", reply["Location"]);
        Assert.Equal("no-store", reply["Cache-Control"]);
    }

    [Fact]
    public async Task Groups_and_all_are_done_for_every_process_and_failures_named()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await supervisor.PostFormAsync("/", "action=start&processname=pair:*");
        await supervisor.Rpc.WaitForStateAsync("pair:a", "RUNNING");
        await supervisor.Rpc.WaitForStateAsync("pair:b", "RUNNING");
        await supervisor.PostFormAsync("/", "action=stop&processname=pair:*");
        Assert.Equal("STOPPED", await supervisor.Rpc.StateOfAsync("pair:a"));
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");

        const string Time = @"[A-Z][a-z]{2} [A-Z][a-z]{2} [ 123]\d \d\d:\d\d:\d\d \d{4}";
        Assert.Matches($"^All started at {Time}, except missing \\(no such file\\)$", (await supervisor.GetPageAsync("/?action=startall")).Message());
        Assert.Matches($"^All stopped at {Time}$", (await supervisor.GetPageAsync("/?action=stopall")).Message());
        Assert.Equal("STOPPED", await supervisor.Rpc.StateOfAsync("cat"));
        Assert.Matches($"^Page refreshed at {Time}$", (await supervisor.GetPageAsync("/?action=refresh")).Message());
    }

    [Fact]
    public async Task A_script_may_ask_for_the_message_as_JSON()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        var reply = await supervisor.PostFormAsync("/index.html", "action=start&processname=%22%5C%3C", "Accept: application/json\r\n");
        Assert.Equal(200, reply.Status);
        Assert.Equal("application/json", reply["Content-Type"]);
        using var json = System.Text.Json.JsonDocument.Parse(reply.Body);
        Assert.Equal("No such process named \"\\<", json.RootElement.GetProperty("message").GetString());
        Assert.True(json.RootElement.GetProperty("bad").GetBoolean());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: cross-site\r\n")]
    [InlineData("Sec-Fetch-Site: same-site\r\n")]
    [InlineData("Origin: http://evil.example\r\n")]
    [InlineData("Origin: null\r\n")]
    public async Task What_another_site_asks_for_is_refused_and_not_done(string headers)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        foreach (var reply in new[]
        {
            await supervisor.GetPageAsync("/?action=stop&processname=cat", headers),
            await supervisor.PostFormAsync("/index.html", "action=stop&processname=cat", headers),
            await supervisor.PostFormAsync("/", "action=stopall", headers),
        })
        {
            Assert.Equal(403, reply.Status);
            Assert.Contains("Refused: asked by another site", reply.Text);
        }
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        // Looking is not changing.
        Assert.Equal(200, (await supervisor.GetPageAsync("/", headers)).Status);
        Assert.Equal(301, (await supervisor.GetPageAsync("/?action=refresh", headers)).Status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: none\r\nUser-Agent: Mozilla/5.0\r\nAccept-Language: en\r\n")]
    [InlineData("Sec-Fetch-Site: same-origin\r\nUser-Agent: Mozilla/5.0\r\nAccept-Language: en\r\n")]
    [InlineData("Referer: http://localhost/\r\nUser-Agent: Mozilla/5.0\r\nAccept-Language: en\r\n")]
    [InlineData("User-Agent: curl/8.5.0\r\n")]
    [InlineData("")]
    public async Task Old_links_work_from_the_page_the_address_bar_and_scripts(string headers)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        Assert.Equal("Process cat stopped", (await supervisor.GetPageAsync("/index.html?processname=cat&action=stop", headers)).Message());
    }

    [Fact]
    public async Task A_browser_that_cannot_say_where_it_comes_from_is_asked_first_and_nothing_is_loaded_ahead()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        const string Browser = "User-Agent: Mozilla/5.0 (X11)\r\nAccept-Language: en\r\n";
        var question = await supervisor.GetPageAsync("/?action=stop&processname=cat", Browser);
        Assert.Equal(200, question.Status);
        Assert.Contains("Stop cat?", question.Text);
        Assert.Contains("method=\"post\"", question.Text);
        Assert.Equal(503, (await supervisor.GetPageAsync("/?action=stop&processname=cat", "Sec-Fetch-Site: none\r\nSec-Purpose: prefetch\r\n")).Status);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
    }

    [Theory]
    [InlineData("/?action=bogus", "There is no action &#39;bogus&#39;")]
    [InlineData("/?action=start", "needs a processname")]
    [InlineData("/?confirm=bogus", "There is no action &#39;bogus&#39;")]
    public async Task What_is_not_understood_is_500_and_says_why(string path, string reason)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        var reply = await supervisor.GetPageAsync(path);
        Assert.Equal(500, reply.Status);
        Assert.Contains(reason, reply.Text);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains(" ERRO Web interface error: ", StringComparison.Ordinal), "an error line");
    }

    [Fact]
    public async Task Logs_are_shown_escaped_from_either_channel_and_the_reason_where_there_is_none()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        await Eventually.GetAsync(
            () => supervisor.GetPageAsync("/tail.html?processname=echo"), p => p.Text.Contains("&lt;b&gt;&amp;amp; so on\n</pre>"), "the log's text");
        await Eventually.GetAsync(
            () => supervisor.GetPageAsync("/tail.html?processname=echo&channel=stderr"), p => p.Text.Contains(">oops\n</pre>"), "stderr");
        Assert.Contains("No process name found", (await supervisor.GetPageAsync("/tail.html")).Text);
        Assert.Contains("No file for nolog", (await supervisor.GetPageAsync("/tail.html?processname=nolog")).Text);
        Assert.Contains("ERROR: unexpected rpc fault [10] BAD_NAME: &lt;i&gt;", (await supervisor.GetPageAsync("/tail.html?processname=%3Ci%3E")).Text);
        Assert.Contains("limit=70000", (await supervisor.GetPageAsync("/tail.html?processname=echo&limit=70000")).Text);
        Assert.Contains("supervisord started with pid", (await supervisor.GetPageAsync("/mainlog.html")).Text);
    }

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("2000", 2000)]
    [InlineData("1", 1024)]
    [InlineData("-5", 1024)]
    [InlineData("x", 1024)]
    public async Task The_end_of_a_log_is_as_long_as_asked_for(string limit, int length)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:big]\ncommand=/bin/sh -c \"head -c 5000 /dev/zero | tr '\\\\0' x; exec cat\"\nstartsecs=0");
        await Eventually.GetAsync(
            () => supervisor.GetPageAsync($"/tail.html?processname=big&limit={limit}"),
            page => page.Text.Contains($">{new string('x', length)}</pre>"),
            $"{length} bytes of log");
    }

    [Fact]
    public async Task HEAD_answers_as_GET_without_a_body_and_does_nothing()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        foreach (var path in new[] { "/", "/ok.html", "/tail.html?processname=cat", "/?action=stopall", "/stylesheets/supervisor.css" })
        {
            await using var probe = await HttpProbe.ConnectAsync(supervisor.Rpc.EndPoint);
            await probe.SendAsync($"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Assert.Equal(200, (await probe.HeadAsync()).Status);
            Assert.True(await probe.ClosesAsync());
        }
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
    }

    [Theory]
    [InlineData("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\n\r\n", 411)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 200)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n", 413)]
    [InlineData("GET /foo HTTP/1.1\r\nHost: x\r\n\r\n", 404)]
    [InlineData("GET /INDEX.HTML HTTP/1.1\r\nHost: x\r\n\r\n", 404)]
    [InlineData("GET /index%2ehtml HTTP/1.1\r\nHost: x\r\n\r\n", 200)]
    public async Task Odd_requests_get_a_status(string request, int status)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Programs);
        Assert.Equal(status, (await HttpProbe.AskAsync(supervisor.Rpc.EndPoint, request)).Status);
    }

    [Fact]
    public async Task While_the_daemon_goes_down_pages_are_500_and_the_health_check_is_OK()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:stubborn]\ncommand=/bin/sh -c \"trap '' TERM; echo ready; while :; do sleep 1; done\"\nstartsecs=0\nstopwaitsecs=600");
        await Eventually.GetAsync(
            () => supervisor.GetPageAsync("/tail.html?processname=stubborn"), p => p.Text.Contains(">ready"), "the trap to be set");
        await supervisor.Rpc.CallAsync("supervisor.shutdown");
        foreach (var path in new[] { "/", "/?action=refresh", "/?action=stopall", "/?action=bogus" })
        {
            var reply = await supervisor.GetPageAsync(path);
            Assert.Equal(500, reply.Status);
        }
        Assert.Contains("Supervisor is stopping", (await supervisor.GetPageAsync("/")).Text);
        Assert.Contains("SHUTDOWN_STATE", (await supervisor.GetPageAsync("/tail.html?processname=stubborn")).Text);
        var ok = await supervisor.GetPageAsync("/ok.html");
        Assert.Equal((200, "OK", "text/plain"), (ok.Status, ok.Text, ok["Content-Type"]));
        Assert.Equal(200, (await supervisor.GetPageAsync("/stylesheets/supervisor.css")).Status);
    }

    [Fact]
    public async Task A_password_guards_every_page()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("");
        var port = FreePort.Take();
        supervisor.Reconfigure($"[inet_http_server]\nport=127.0.0.1:{port}\nusername=u\npassword=p");
        await supervisor.SignalAsync("HUP");
        var endPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port);
        var authorization = $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("u:p"))}\r\n";
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return (await HttpProbe.AskAsync(endPoint, $"GET / HTTP/1.1\r\nHost: x\r\n{authorization}\r\n")).Status == 200;
                }
                catch (Exception notYet) when (notYet is System.Net.Sockets.SocketException or IOException)
                {
                    return false;
                }
            },
            "the server with the password answers");
        foreach (var path in new[] { "/", "/tail.html", "/mainlog.html", "/ok.html", "/events", "/stylesheets/supervisor.css", "/scripts/supervisor.js" })
            Assert.Equal(401, (await HttpProbe.AskAsync(endPoint, $"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).Status);
    }
}
