namespace Supervisor.Tests.Support;

/// <summary>
/// Owns what keeps one daemon from having another process or thread: <c>RLIMIT_NPROC</c> of a user that nobody else is, or a cgroup's
/// <c>pids.max</c>.
/// </summary>
internal sealed class ProcessLimit : IDisposable
{
    private static int _users = 54_400;

    private readonly string? _group;
    private readonly int _pid;

    private ProcessLimit(int pid, string? group) => (_pid, _group) = (pid, group);

    /// <summary>A user of its own, since the limit counts all that a user runs and is not for root.</summary>
    public static Peer AsSomebody(Peer peer)
    {
        var user = Interlocked.Increment(ref _users);
        return peer with { FileName = "setpriv", Arguments = [.. As(user), peer.FileName, .. peer.Arguments] };
    }

    public static async Task<ProcessLimit> OfUserAsync(int pid)
    {
        var limit = new ProcessLimit(pid, null);
        await limit.SetUserLimitAsync("1:");
        return limit;
    }

    /// <summary>Null where there is no such group to be had: in some containers they are not to be written.</summary>
    public static ProcessLimit? OfGroup(int pid)
    {
        var group = $"/sys/fs/cgroup/pids/supervisor-test-{pid}";
        try
        {
            Directory.CreateDirectory(group);
            File.WriteAllText($"{group}/cgroup.procs", $"{pid}");
            // One below what there is, so that a death makes no room.
            File.WriteAllText($"{group}/pids.max", $"{int.Parse(File.ReadAllText($"{group}/pids.current")) - 1}");
            return new ProcessLimit(pid, group);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public async Task LiftAsync()
    {
        if (_group is null)
            await SetUserLimitAsync("5000:");
        else
            await File.WriteAllTextAsync($"{_group}/pids.max", "max");
    }

    public void Dispose()
    {
        if (_group is null)
            return;
        // A test that failed has its daemon there still, and a group with somebody in it cannot be removed.
        if (Directory.Exists($"/proc/{_pid}"))
            File.WriteAllText("/sys/fs/cgroup/pids/cgroup.procs", $"{_pid}");
        Directory.Delete(_group);
    }

    private static string[] As(int user) => [$"--reuid={user}", $"--regid={user}", "--clear-groups"];

    /// <summary>By the user itself: root may lack the capability for another's limits.</summary>
    private async Task SetUserLimitAsync(string limit)
    {
        var user = (await File.ReadAllLinesAsync($"/proc/{_pid}/status")).Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
        var set = await ChildProcess.RunAsync("setpriv", [.. As(int.Parse(user)), "prlimit", "--pid", $"{_pid}", $"--nproc={limit}"]);
        Assert.Equal(new CompletedChild(0, "", ""), set);
    }
}
