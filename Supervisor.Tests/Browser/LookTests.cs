using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Supervisor.Tests.Browser;

/// <summary>
/// Widths, themes, and the page without a script. With <c>SUPERVISOR_SCREENSHOTS</c> set to a directory, pictures are left there for people
/// to look at.
/// </summary>
[Collection(OneBrowser.Name)]
public sealed class LookTests(Chromium chromium)
{
    private const string Programs =
        """
        [program:nginx]
        command=/bin/cat
        startsecs=0
        [program:migrate]
        command=/bin/sh -c "exit 3"
        startsecs=0
        autorestart=false
        [program:nightly]
        command=/bin/true
        autostart=false
        [program:mailer]
        command=/no/such/program/with/quite/a-long-path-that-has-no-place-to-break-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        startretries=0
        [program:a_name_without_a_place_to_break_it_that_is_longer_than_a_phone_is_wide_0001]
        command=/bin/cat
        startsecs=0
        [program:web]
        command=/bin/sh -c "i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo \"$i 127.0.0.1 GET /a/very/long/path/that/goes/on/and/on/without/end?and=a&query=too 200\"; done; exec cat"
        numprocs=3
        process_name=%(program_name)s_%(process_num)02d
        startsecs=0
        """;

    public static TheoryData<int, string> Looks => new()
    {
        { 1280, "light" }, { 1280, "dark" }, { 390, "light" }, { 390, "dark" }, { 360, "light" }, { 800, "dark" }, { 2200, "light" },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nothing_is_wider_than_the_screen(int width, string scheme)
    {
        await using var site = await Site.StartAsync(Programs);
        await site.Supervisor.Rpc.WaitForStateAsync("mailer", "FATAL");
        var page = await OpenAsync(width, scheme);
        var name = $"{width}-{scheme}";
        await page.GotoAsync(site.Url);
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await AssertFitsAsync(page, $"list-{name}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop all" }).ClickAsync();
        await AssertFitsAsync(page, $"question-{name}");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new() { Name = "Log of web:web_00" }).ClickAsync();
        await Expect(page.Locator("#log")).ToContainTextAsync("200 127.0.0.1");
        await AssertFitsAsync(page, $"drawer-{name}");
        await page.GotoAsync(site.Url + "tail.html?processname=web:web_00&limit=4000");
        await Expect(page.Locator("#log")).ToContainTextAsync("200 127.0.0.1");
        await AssertFitsAsync(page, $"log-{name}");
        await page.GotoAsync(site.Url + "index.html?confirm=restartall");
        await AssertFitsAsync(page, $"confirm-{name}");
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Every_text_has_contrast_enough(string scheme)
    {
        await using var site = await Site.StartAsync(Programs);
        await site.Supervisor.Rpc.WaitForStateAsync("mailer", "FATAL");
        var page = await OpenAsync(1280, scheme);
        await page.GotoAsync(site.Url + "?message=hello");
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        Assert.Empty(await page.EvaluateAsync<string[]>(Contrast));
        await page.GetByRole(AriaRole.Link, new() { Name = "Log of web:web_00" }).ClickAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>(Contrast));
        await page.GotoAsync(site.Url + "index.html?confirm=stopall");
        Assert.Empty(await page.EvaluateAsync<string[]>(Contrast));
    }

    [Fact]
    public async Task The_theme_is_chosen_and_remembered()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenAsync(1280, "light");
        await page.GotoAsync(site.Url);
        var theme = page.Locator("#theme");
        await theme.ClickAsync();
        await theme.ClickAsync();
        await Expect(theme).ToHaveAccessibleNameAsync("Theme: dark");
        await page.ReloadAsync();
        await Expect(theme).ToHaveAccessibleNameAsync("Theme: dark");
        Assert.Equal("rgb(13, 17, 23)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task Without_a_script_everything_can_still_be_done()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await chromium.OpenAsync(new() { JavaScriptEnabled = false });
        await page.GotoAsync(site.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop nginx" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveTextAsync("Process nginx stopped");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop all" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToContainTextAsync("All stopped at");
        await page.Locator("#search").FillAsync("nginx");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tr.program[data-name=nginx]")).ToBeVisibleAsync();
        await Expect(page.Locator("tr.program[data-name=nightly]")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Log of nginx" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear log" }).ClickAsync();
        await Expect(page.Locator("#notice")).ToHaveTextAsync("Log for nginx cleared");
    }

    [Fact]
    public async Task Three_hundred_programs_stay_usable()
    {
        var programs = new StringBuilder();
        for (var i = 0; i < 300; i++)
            programs.Append($"[program:service-{i:000}]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n");
        await using var site = await Site.StartAsync(programs.ToString());
        var page = await OpenAsync(1280, "light");
        await page.GotoAsync(site.Url);
        await Expect(page.Locator("tr.program")).ToHaveCountAsync(300);
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("-137");
        await Expect(page.Locator("tr.program:visible")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Tab");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start service-137" }).ClickAsync();
        await Expect(page.Locator("tr.program:visible .badge")).ToHaveTextAsync("running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start all", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-filter=running] b")).ToHaveTextAsync("300");
    }

    [Fact]
    public async Task Screen_readers_find_landmarks_and_a_table()
    {
        await using var site = await Site.StartAsync(Programs);
        var page = await OpenAsync(390, "light");
        await page.GotoAsync(site.Url);
        await Expect(page.GetByRole(AriaRole.Banner)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Contentinfo)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Search)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
        // On a phone the rows look like cards and are rows all the same.
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Programs" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "nginx" });
        await Expect(row.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync("nginx");
        await Expect(row.GetByRole(AriaRole.Cell)).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search programs" })).ToBeVisibleAsync();
    }

    /// <summary>Every element with text of its own whose colour and ground are less than 4.5 apart by the rule of WCAG 2.</summary>
    private const string Contrast =
        """
        () => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const ground = element => {
            for (let e = element; e; e = e.parentElement) {
              const color = rgba(getComputedStyle(e).backgroundColor);
              if (color[3] > 250) return color;
            }
            return rgba(getComputedStyle(document.documentElement).colorScheme === "dark" ? "black" : "white");
          };
          for (const animation of document.getAnimations()) animation.cancel();
          const poor = [];
          for (const element of document.querySelectorAll("body *")) {
            const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join("").trim();
            if (!text || !element.checkVisibility({ visibilityProperty: true })) continue;
            const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.className} ${text.slice(0, 40)}`);
          }
          return poor;
        }
        """;

    private Task<IPage> OpenAsync(int width, string scheme) => chromium.OpenAsync(new()
    {
        ViewportSize = new() { Width = width, Height = width < 500 ? 780 : 820 },
        ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
    });

    private static async Task AssertFitsAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SUPERVISOR_SCREENSHOTS") is { Length: > 0 } directory)
            await page.ScreenshotAsync(new() { Path = Path.Combine(directory, name + ".png"), FullPage = name.StartsWith("list", StringComparison.Ordinal) });
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"));
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('dialog[open]')].filter(d => d.scrollWidth > d.clientWidth).length"));
    }
}
