using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Supervisor.Tests.Browser;

/// <summary>What people do with the page, done by a real browser.</summary>
[Collection(OneBrowser.Name)]
public sealed class PageStoryTests(Chromium chromium)
{
    private const string Programs =
        """
        [program:cat]
        command=/bin/cat
        startsecs=0
        autorestart=false
        [program:idle]
        command=/bin/cat
        startsecs=0
        autostart=false
        [program:missing]
        command=/no/such/program
        autostart=false
        [program:one]
        command=/bin/cat
        startsecs=0
        [program:two]
        command=/bin/cat
        startsecs=0
        [group:pair]
        programs=one,two
        """;

    [Fact]
    public async Task States_change_on_the_page_as_they_change_on_the_host()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await Expect(Badge(page, "cat")).ToHaveTextAsync("running");
        await site.Supervisor.Rpc.CallAsync("supervisor.signalProcess", "cat", "KILL");
        await Expect(Badge(page, "cat")).ToHaveTextAsync("exited");
        await Expect(Row(page, "cat")).ToContainTextAsync("killed by a signal");
        await Expect(page.Locator("#announcements")).ToContainTextAsync("cat exited");
        await Expect(Row(page, "cat").GetByRole(AriaRole.Button, new() { Name = "Start cat" })).ToBeVisibleAsync();
        await Expect(Row(page, "cat").GetByRole(AriaRole.Button, new() { Name = "Stop cat" })).ToBeHiddenAsync();
        await Expect(page.Locator("[data-filter=problems] b")).ToHaveTextAsync("1");
        await site.Supervisor.Rpc.CallAsync("supervisor.startProcess", "idle");
        await Expect(Row(page, "idle")).ToContainTextAsync($"pid {await site.Supervisor.Rpc.PidOfAsync("idle")}");
    }

    [Fact]
    public async Task Uptime_ticks()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await Expect(Row(page, "cat").Locator(".clock")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^up 0:00:0[3-9]$"));
    }

    [Fact]
    public async Task Programs_are_started_stopped_and_restarted_in_place()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await page.EvaluateAsync("window.sameDocument = true");
        await Button(page, "Start idle").ClickAsync();
        await Expect(Badge(page, "idle")).ToHaveTextAsync("running");
        await Expect(page.GetByText("Process idle started")).ToBeVisibleAsync();
        var pid = await site.Supervisor.Rpc.PidOfAsync("idle");
        await Button(page, "Restart idle").ClickAsync();
        await Expect(page.GetByText("Process idle restarted")).ToBeVisibleAsync();
        Assert.NotEqual(pid, await site.Supervisor.Rpc.PidOfAsync("idle"));
        await Button(page, "Stop idle").ClickAsync();
        await Expect(Badge(page, "idle")).ToHaveTextAsync("stopped");
        await Expect(Button(page, "Start idle")).ToBeVisibleAsync();
        Assert.Equal("STOPPED", await site.Supervisor.Rpc.StateOfAsync("idle"));
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument"));
    }

    [Fact]
    public async Task A_start_that_fails_says_why()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await Button(page, "Start missing").ClickAsync();
        await Expect(page.GetByText("ERROR: Process missing: no such file")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Focus_stays_in_the_row_when_the_pressed_button_goes()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await Button(page, "Stop cat").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Button(page, "Start cat")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Badge(page, "cat")).ToHaveTextAsync("running");
    }

    [Fact]
    public async Task A_group_is_stopped_after_a_question()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        var group = page.Locator("tr.group", new() { HasText = "pair" });
        await Expect(group).ToContainTextAsync("2 of 2 running");
        await group.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog, new() { Name = "Stop all of pair?" });
        await question.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(page.GetByText("Group pair stopped")).ToBeVisibleAsync();
        await Expect(group).ToContainTextAsync("0 of 2 running");
        await Expect(Badge(page, "pair:one")).ToHaveTextAsync("stopped");
        await Expect(Badge(page, "cat")).ToHaveTextAsync("running");
    }

    [Fact]
    public async Task Stop_all_asks_first_and_cancel_is_the_default()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop all" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog, new() { Name = "Stop all programs?" });
        await Expect(question.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(question).ToBeHiddenAsync();
        await site.Supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop all" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(Badge(page, "cat")).ToHaveTextAsync("stopped");
        await Expect(page.Locator("[data-filter=running] b")).ToHaveTextAsync("0");
    }

    [Fact]
    public async Task Groups_that_are_added_appear()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await site.Supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
        await site.Supervisor.Rpc.CallAsync("supervisor.removeProcessGroup", "cat");
        await Expect(Row(page, "cat")).ToHaveCountAsync(0);
        await site.Supervisor.Rpc.CallAsync("supervisor.addProcessGroup", "cat");
        await Expect(Badge(page, "cat")).ToHaveTextAsync("running");
        await Button(page, "Stop cat").ClickAsync();
        await Expect(Badge(page, "cat")).ToHaveTextAsync("stopped");
    }

    /// <summary>Neither is a change of state.</summary>
    [Fact]
    public async Task What_runs_and_is_not_well_is_a_problem_at_once_and_what_waits_says_for_what()
    {
        await using var site = await Site.StartAsync(
            "[program:db]\ncommand=/bin/cat\ndirectory=@dir@\nstartsecs=0\nreadiness_check=/usr/bin/test ! -e broken\nreadiness_period=200ms\n"
            + "[program:web]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\ndepends_on=db=healthy\n");
        var page = await OpenLiveAsync(site);
        await Expect(Badge(page, "db")).ToHaveTextAsync("running");
        site.Supervisor.Directory.Write("broken", "");
        await Expect(Row(page, "db")).ToContainTextAsync("not ready: exit status 1");
        await site.Supervisor.Rpc.CallAsync("supervisor.startProcess", "web", false);
        await Expect(Row(page, "web")).ToContainTextAsync("waiting for db (healthy)");
        File.Delete(site.Supervisor.Directory["broken"]);
        await Expect(Badge(page, "web")).ToHaveTextAsync("running");
        await Expect(Row(page, "db")).Not.ToContainTextAsync("not ready");
    }

    [Fact]
    public async Task The_page_finds_its_daemon_again_after_a_restart()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await site.Supervisor.Rpc.CallAsync("supervisor.startProcess", "idle");
        await Expect(Badge(page, "idle")).ToHaveTextAsync("running");
        await site.Supervisor.Rpc.CallAsync("supervisor.restart");
        // The new life starts only what starts by itself, and the page comes to know without being loaded anew.
        await Expect(Badge(page, "idle")).ToHaveTextAsync("stopped");
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await Expect(Badge(page, "cat")).ToHaveTextAsync("running");
    }

    [Fact]
    public async Task Search_by_keyboard_and_filters_narrow_the_list()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenLiveAsync(site);
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("PAIR:t");
        await Expect(Row(page, "pair:two")).ToBeVisibleAsync();
        await Expect(Row(page, "pair:one")).ToBeHiddenAsync();
        await Expect(Row(page, "cat")).ToBeHiddenAsync();
        await page.Keyboard.TypeAsync("/");
        await Expect(page.GetByText("No program matches.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(Row(page, "cat")).ToBeVisibleAsync();
        await page.Locator("[data-filter=stopped]").ClickAsync();
        await Expect(Row(page, "cat")).ToBeHiddenAsync();
        await Expect(Row(page, "idle")).ToBeVisibleAsync();
        await site.Supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
        await Expect(Row(page, "cat")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Everything_is_reached_by_the_tab_key()
    {
        await using var site = await Site.StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0");
        var page = await OpenLiveAsync(site);
        var reached = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()"));
        }
        foreach (var name in new[] { "Skip to content", "Main log", "Theme: auto", "Start all", "Restart all", "Stop all", "Restart cat", "Stop cat", "Log of cat" })
            Assert.Contains(name, reached);
        Assert.DoesNotContain("Start cat", reached);
    }

    private async Task<IPage> OpenLiveAsync(Site site)
    {
        var page = await chromium.OpenAsync();
        await page.GotoAsync(site.Url);
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        return page;
    }

    private static ILocator Row(IPage page, string name) => page.Locator($"tr.program[data-name='{name}']");

    private static ILocator Badge(IPage page, string name) => Row(page, name).Locator(".badge");

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
