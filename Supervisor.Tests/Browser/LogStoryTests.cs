using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Supervisor.Tests.Browser;

/// <summary>Reading, following and clearing logs.</summary>
[Collection(OneBrowser.Name)]
public sealed class LogStoryTests(Chromium chromium)
{
    /// <summary>Prints what it is told, with colours, and to stderr once.</summary>
    private const string Programs =
        """
        [program:talker]
        command=/bin/sh -c "echo oops >&2; while read -r line; do printf '\\033[31m%%s\\033[0m\\n' \"$line\"; done"
        startsecs=0
        """;

    [Fact]
    public async Task A_log_is_followed_in_the_drawer_without_its_colour_codes()
    {
        await using var site = await Site.StartAsync(Programs);
        await SayAsync(site, "first <b>line</b>");
        var page = await chromium.OpenAsync();
        await page.GotoAsync(site.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Log of talker" }).ClickAsync();
        var log = page.Locator("#log");
        await Expect(log).ToHaveTextAsync("first <b>line</b>\n");
        await SayAsync(site, "second");
        await Expect(log).ToHaveTextAsync("first <b>line</b>\nsecond\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "stderr" }).ClickAsync();
        await Expect(log).ToHaveTextAsync("oops\n");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#drawer")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Log of talker" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_log_is_cleared_after_a_question_and_followed_on()
    {
        await using var site = await Site.StartAsync(Programs);
        await SayAsync(site, "old");
        var page = await chromium.OpenAsync();
        await page.GotoAsync(site.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Log of talker" }).ClickAsync();
        var log = page.Locator("#log");
        await Expect(log).ToHaveTextAsync("old\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear log" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Clear the log of talker?" }).GetByRole(AriaRole.Button, new() { Name = "Clear log" }).ClickAsync();
        await Expect(page.GetByText("Log for talker cleared")).ToBeVisibleAsync();
        await Expect(log).ToHaveTextAsync("");
        await SayAsync(site, "new");
        await Expect(log).ToHaveTextAsync("new\n");
    }

    [Fact]
    public async Task The_view_stays_where_its_reader_scrolled_to_and_goes_on_at_the_end()
    {
        await using var site = await Site.StartAsync(Programs);
        for (var i = 0; i < 20; i++)
            await SayAsync(site, string.Join("\n", Enumerable.Range(i * 10, 10)));
        var page = await chromium.OpenAsync();
        await page.GotoAsync(site.Url + "tail.html?processname=talker&limit=65536");
        var log = page.Locator("#log");
        var follow = page.GetByRole(AriaRole.Button, new() { Name = "Follow" });
        await Expect(log).ToContainTextAsync("\n199\n");
        await Expect(follow).ToHaveAttributeAsync("aria-pressed", "true");
        await log.EvaluateAsync("log => log.scrollTop = 0");
        await Expect(follow).ToHaveAttributeAsync("aria-pressed", "false");
        await SayAsync(site, "more");
        await Expect(log).ToContainTextAsync("\nmore\n");
        Assert.Equal(0, await log.EvaluateAsync<double>("log => log.scrollTop"));
        await follow.ClickAsync();
        await page.WaitForFunctionAsync("() => { const log = document.getElementById('log'); return log.scrollTop + log.clientHeight >= log.scrollHeight - 2; }");
    }

    [Fact]
    public async Task The_main_log_is_followed_too()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await chromium.OpenAsync();
        await page.GotoAsync(site.Url);
        await page.GetByRole(AriaRole.Link, new() { Name = "Main log" }).ClickAsync();
        await Expect(page.Locator("#log")).ToContainTextAsync("supervisord started with pid");
        await site.Supervisor.Rpc.CallAsync("supervisor.stopProcess", "talker");
        await Expect(page.Locator("#log")).ToContainTextAsync("stopped: talker");
    }

    private static Task SayAsync(Site site, string line) => site.Supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "talker", line + "\n");
}
