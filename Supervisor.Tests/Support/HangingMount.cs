using Supervisor.Server.Interop;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Support;

/// <summary>
/// A real FUSE mount that stops answering when told to, as a network file system does whose server is gone, or whose quota is used up. Needs Debian's fuse3 and
/// libfuse3-dev, and a C compiler: the file system is a small program of ours.
/// </summary>
internal sealed class HangingMount : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Program = new(BuildAsync);

    private readonly TestDirectory _directory = new();
    private readonly ChildProcess _server;
    private int _gate = -1;

    private HangingMount(string program)
    {
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(Backing);
        File.WriteAllText(_directory["gate"], "");
        var environment = new Dictionary<string, string> { ["BACKING"] = Backing, ["GATE"] = _directory["gate"], ["QUOTA"] = _directory["quota"] };
        _server = ChildProcess.Start(program, ["-f", "-o", "allow_other", Path], environment);
    }

    public string Path => _directory["mnt"];

    /// <summary>The directory that is shown: it answers always.</summary>
    public string Backing => _directory["backing"];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public static async Task<HangingMount> StartAsync()
    {
        var mount = new HangingMount(await Program.Value);
        await Eventually.HoldsAsync(() => Mounted(mount.Path), "the file system is mounted");
        return mount;
    }

    /// <summary>From now on it answers nothing, until it is told to or what is returned is disposed of.</summary>
    public IDisposable Hang()
    {
        _gate = LogFileCalls.Open(_directory["gate"], Libc.O_RDONLY, 0);
        Assert.Equal(0, LogFileCalls.Lock(_gate, Libc.LOCK_EX));
        return new Hanging(this);
    }

    /// <summary>It answers again, what was asked meanwhile first.</summary>
    public void Answer()
    {
        if (_gate >= 0)
            LogFileCalls.Close(_gate);
        _gate = -1;
    }

    /// <summary>From now on it takes no further byte and no further file, until what is returned is disposed of.</summary>
    public IDisposable UseUpQuota()
    {
        _directory.Write("quota", "");
        return new UsedUp(_directory["quota"]);
    }

    public async ValueTask DisposeAsync()
    {
        Answer();
        if (!Mounted(Path))
            return;
        await ChildProcess.RunAsync("umount", ["-l", Path]);
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    private static bool Mounted(string path) =>
        File.ReadLines("/proc/self/mountinfo").Any(line => line.Contains($" {path} ", StringComparison.Ordinal));

    private static async Task<string> BuildAsync()
    {
        var source = System.IO.Path.Combine(Repository.Root, "Supervisor.Tests/Support/hanging_mount.c");
        var program = System.IO.Path.Combine(Directory.CreateTempSubdirectory("svt-fuse-").FullName, "hanging-mount");
        var built = await ChildProcess.RunAsync("sh", ["-c", $"cc -Wall -O1 -o {program} {source} $(pkg-config fuse3 --cflags --libs)"]);
        Assert.True(built.ExitCode == 0, built.Error);
        return program;
    }

    private sealed class UsedUp(string quota) : IDisposable
    {
        public void Dispose() => File.Delete(quota);
    }

    private sealed class Hanging(HangingMount mount) : IDisposable
    {
        public void Dispose() => mount.Answer();
    }
}
