using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using Supervisor.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Supervisor.Tests.Browser;

/// <summary>Passwords, and other sites' pages that try their luck.</summary>
[Collection(OneBrowser.Name)]
public sealed class SecurityStoryTests(Chromium chromium)
{
    private const string Cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0";

    [Fact]
    public async Task A_wrong_password_shows_nothing_and_the_right_one_everything()
    {
        await using var site = await Site.StartAsync(Cat, "username=admin\npassword=s:cr/et");
        var stranger = await chromium.OpenAsync(new() { HttpCredentials = new() { Username = "admin", Password = "guess" } });
        Assert.Equal(401, (await stranger.GotoAsync(site.Url))!.Status);
        Assert.DoesNotContain("cat", await stranger.ContentAsync());

        var admin = await chromium.OpenAsync(new() { HttpCredentials = new() { Username = "admin", Password = "s:cr/et" } });
        await admin.GotoAsync(site.Url);
        await Expect(admin.Locator("#live")).ToHaveTextAsync("Live");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Stop cat" }).ClickAsync();
        await Expect(admin.Locator(".badge")).ToHaveTextAsync("stopped");
    }

    [Theory]
    [InlineData("<form method=post action='URLindex.html'><input name=action value=stop><input name=processname value=cat></form>", "form")]
    [InlineData("<form method=post action='URL?action=stopall' enctype=text/plain><input name=x value=y></form>", "form")]
    [InlineData("<a href='URLindex.html?action=stop&processname=cat'>prize</a>", "a")]
    [InlineData("<img src='URL?action=stop&processname=cat'>", "")]
    [InlineData("<iframe src='URL?action=stop&processname=cat'></iframe>", "")]
    public async Task A_forged_request_of_another_site_changes_nothing(string markup, string element)
    {
        await using var site = await Site.StartAsync(Cat);
        await using var evil = new ForeignSite(markup.Replace("URL", site.Url, StringComparison.Ordinal));
        var page = await chromium.OpenAsync();
        // A picture that turns out to be a page counts as failed.
        var ended = new TaskCompletionSource<IRequest>();
        page.RequestFinished += (_, request) => EndIfOurs(request);
        page.RequestFailed += (_, request) => EndIfOurs(request);
        await page.GotoAsync(evil.Url);
        if (element == "form")
            await page.EvaluateAsync("document.forms[0].submit()");
        else if (element == "a")
            await page.ClickAsync("a");
        var response = await (await ended.Task.WaitAsync(Eventually.Patience)).ResponseAsync();
        Assert.True(response?.Status is 403 or null);
        await site.Supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");

        void EndIfOurs(IRequest request)
        {
            // The page that says no loads a style and a picture, too.
            if (request.Url.StartsWith(site.Url + "index.html", StringComparison.Ordinal) || request.Url.StartsWith(site.Url + "?", StringComparison.Ordinal))
                ended.TrySetResult(request);
        }
    }

    [Fact]
    public async Task A_forged_call_of_another_site_changes_nothing()
    {
        await using var site = await Site.StartAsync(Cat);
        await using var evil = new ForeignSite("<p>hello");
        var page = await chromium.OpenAsync();
        await page.GotoAsync(evil.Url);
        var answered = page.WaitForResponseAsync(r => r.Url.EndsWith("/RPC2", StringComparison.Ordinal));
        await page.EvaluateAsync(
            "url => { fetch(url, { method: 'POST', mode: 'no-cors', body: '<methodCall><methodName>supervisor.shutdown</methodName></methodCall>' }); }",
            site.Url + "RPC2");
        Assert.Equal(403, (await answered).Status);
        await site.Supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
    }

    [Fact]
    public async Task The_page_is_framed_by_nobody_and_leads_to_itself_from_anywhere()
    {
        await using var site = await Site.StartAsync(Cat);
        await using var evil = new ForeignSite($"<iframe src='{site.Url}'></iframe><a href='{site.Url}'>go</a>");
        var page = await chromium.OpenAsync();
        await page.GotoAsync(evil.Url);
        Assert.Equal(0, await page.FrameLocator("iframe").Locator("tr.program").CountAsync());
        await page.ClickAsync("a");
        await Expect(page.Locator(".badge")).ToHaveTextAsync("running");
    }

    [Fact]
    public async Task An_old_link_typed_into_the_address_bar_works_and_lands_on_the_page()
    {
        await using var site = await Site.StartAsync(Cat);
        var page = await chromium.OpenAsync();
        await page.GotoAsync(site.Url + "index.html?action=stop&processname=cat");
        await Expect(page.Locator("#notice")).ToHaveTextAsync("Process cat stopped");
        await Expect(page.Locator(".badge")).ToHaveTextAsync("stopped");
        await Expect(page).ToHaveURLAsync(site.Url);
        // The redirect was kept by nobody: the same address acts again.
        await site.Supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
        await page.GotoAsync(site.Url + "index.html?action=stop&processname=cat");
        await Expect(page.Locator(".badge")).ToHaveTextAsync("stopped");
        Assert.Equal("STOPPED", await site.Supervisor.Rpc.StateOfAsync("cat"));
    }

    [Fact]
    public async Task Names_and_messages_are_never_markup()
    {
        await using var site = await Site.StartAsync("[program:<img/src=x>]\ncommand=/bin/cat\nstartsecs=0\n[program:a'b\"c&d]\ncommand=/bin/cat\nstartsecs=0"
            .Replace("<img/src=x>", "<img+src=x+onerror=alert(1)>", StringComparison.Ordinal));
        var page = await chromium.OpenAsync();
        var dialogs = 0;
        page.Dialog += (_, _) => dialogs++;
        await page.GotoAsync(site.Url + "?message=%3Cimg%20src=x%20onerror=alert(1)%3E");
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await Expect(page.Locator("#notice")).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop a'b\"c&d" }).ClickAsync();
        await Expect(page.GetByText("Process a'b\"c&d stopped")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop <img+src=x+onerror=alert(1)>" }).ClickAsync();
        await Expect(page.GetByText("Process <img+src=x+onerror=alert(1)> stopped")).ToBeVisibleAsync();
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.Equal(0, dialogs);
    }

    /// <summary>Owns a server on another origin (another host, to browsers another site) that answers everything with one page.</summary>
    private sealed class ForeignSite : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public ForeignSite(string markup)
        {
            Url = $"http://localhost:{FreePort.Take()}/";
            _listener.Prefixes.Add(Url);
            _listener.Start();
            _serving = ServeAsync(Encoding.UTF8.GetBytes("<!DOCTYPE html><title>evil</title>" + markup));
        }

        public string Url { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync(byte[] page)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    context.Response.ContentType = "text/html";
                    await context.Response.OutputStream.WriteAsync(page);
                    context.Response.Close();
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException or SocketException)
            {
                // The test is over.
            }
        }
    }
}
