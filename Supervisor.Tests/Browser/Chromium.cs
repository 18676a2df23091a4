using Microsoft.Playwright;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Browser;

/// <summary>
/// Owns the one headless Chromium of a test run; each test gets a profile of its own. The browser is Debian's, installed at its first
/// use; one that cannot be had fails the tests.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly Lazy<Task> Installed = new(InstallAsync);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        await Installed.Value;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Arguments });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    internal async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout((float)Eventually.Patience.TotalMilliseconds);
        return await context.NewPageAsync();
    }

    private static async Task InstallAsync()
    {
        if (File.Exists(Executable))
            return;
        await AptAsync("update");
        await AptAsync("install", "-y", "--no-install-recommends", "chromium");
        if (!File.Exists(Executable))
            throw new InvalidOperationException($"{Executable} is missing, and apt-get could not install it");
    }

    private static async Task AptAsync(params string[] arguments)
    {
        await using var apt = ChildProcess.Start(
            "apt-get", arguments, new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" });
        apt.Input.Close();
        var completed = await apt.CompletedAsync(TimeSpan.FromMinutes(5));
        if (completed.ExitCode != 0)
            throw new InvalidOperationException($"apt-get {string.Join(' ', arguments)}: {completed.Error}");
    }
}
