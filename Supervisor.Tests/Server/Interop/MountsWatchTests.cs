using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Interop;

/// <summary>The list of mounts as the loop is told of it. Mounts for real: as root.</summary>
public sealed class MountsWatchTests : IDisposable
{
    private readonly LoopThread _running = new();
    private readonly TestDirectory _directory = new();

    public void Dispose()
    {
        _running.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_mount_is_news_to_the_loop()
    {
        using var mounts = new Mounts();
        var news = 0;
        using var watch = await _running.Do(() => _running.Loop.WatchNews(mounts.Descriptor, () =>
        {
            mounts.Refresh();
            news++;
        }));
        await _running.TurnAsync();
        var before = news;
        var mounted = await ChildProcess.RunAsync("/bin/mount", ["-t", "tmpfs", "none", _directory.Path]);
        Assert.True(mounted.ExitCode == 0, mounted.Error);
        try
        {
            await Eventually.GetAsync(() => _running.Do(() => news), count => count > before, "the loop hears of the mount");
        }
        finally
        {
            await ChildProcess.RunAsync("/bin/umount", [_directory.Path]);
        }
    }
}
