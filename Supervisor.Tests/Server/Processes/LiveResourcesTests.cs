using System.Globalization;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

/// <summary>A child that runs, and its own, get what is configured now; what is not set any more is as the daemon has it. Needs root, to make a process nicer and take that back.</summary>
public sealed class LiveResourcesTests : IAsyncDisposable
{
    private const string Child =
        """
        import os, sys, threading, time
        if os.fork() == 0:
            open('grandchild', 'w').write(str(os.getpid()))
            os.rename('grandchild', 'grandchild.pid')
        else:
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        while os.getppid() != 1: time.sleep(0.05)
        """;

    private static readonly EquatableList<ResourceSetting> Nothing = EquatableList<ResourceSetting>.Empty;

    private static readonly EquatableList<ResourceSetting> Everything = Of(
        "rlimit_nofile=500:keep", "rlimit_core=0:keep", "nice=7", "ionice=best-effort:6", "oom_score_adj=300", "cpu_affinity=0");

    private readonly TestDirectory _directory = new();
    private readonly ChildProcess _child;

    public LiveResourcesTests() => _child = ChildProcess.Start("/usr/bin/python3", ["-c", Child], workingDirectory: _directory.Path);

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task All_of_it_reaches_child_grandchild_and_threads_and_is_taken_back()
    {
        var grandchild = await GrandchildAsync();
        int[] pids = [_child.Id, grandchild];
        var before = pids.ToDictionary(pid => pid, pid => All(pid));
        Assert.Empty(await LiveResources.ApplyAsync(_child.Id, Nothing, Everything));
        foreach (var pid in pids)
        {
            Assert.StartsWith("500:", Value(pid, "rlimit_nofile"), StringComparison.Ordinal);
            Assert.StartsWith("0", Value(pid, "rlimit_core"), StringComparison.Ordinal);
            Assert.Equal(("best-effort:6", "300", "0"), (Value(pid, "ionice"), Value(pid, "oom_score_adj"), Value(pid, "cpu_affinity")));
        }
        var threads = Directory.GetDirectories($"/proc/{_child.Id}/task");
        Assert.Equal(2, threads.Length);
        Assert.All(threads, thread => Assert.Equal("7", Value(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), "nice")));
        // The kernel's own words for it.
        Assert.Contains(File.ReadLines($"/proc/{grandchild}/limits"), line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["Max", "open", "files", "500", ..]);

        Assert.Empty(await LiveResources.ApplyAsync(_child.Id, Everything, Nothing));
        Assert.All(pids, pid => Assert.Equal(before[pid], All(pid)));
    }

    [Fact]
    public async Task Only_what_differs_is_touched()
    {
        await GrandchildAsync();
        Assert.Empty(await LiveResources.ApplyAsync(_child.Id, Nothing, Of("rlimit_nofile=500", "nice=3")));
        // Somebody else's change of what has not changed here.
        Assert.Empty(await LiveResources.SetAsync(_child.Id, Of("rlimit_nofile=400:500")));
        Assert.Empty(await LiveResources.ApplyAsync(_child.Id, Of("rlimit_nofile=500", "nice=3"), Of("rlimit_nofile=500", "nice=4")));
        Assert.Equal(("400:500", "4"), (Value(_child.Id, "rlimit_nofile"), Value(_child.Id, "nice")));
    }

    [Fact]
    public async Task What_the_kernel_refuses_is_a_sentence_and_the_rest_is_done()
    {
        await GrandchildAsync();
        var refused = await LiveResources.SetAsync(_child.Id, Of("cpu_affinity=1023", "nice=2"));
        Assert.Equal([$"couldn't set cpu_affinity to 1023 for pid {_child.Id} and 1 more: EINVAL"], refused);
        Assert.Equal("2", Value(_child.Id, "nice"));
    }

    [Fact]
    public async Task Nobody_but_a_child_of_ours_is_touched()
    {
        var grandchild = await GrandchildAsync();
        var before = All(grandchild);
        Assert.Empty(await LiveResources.SetAsync(grandchild, Everything));
        Assert.Equal(before, All(grandchild));
    }

    private static EquatableList<ResourceSetting> Of(params string[] settings) =>
        ResourceParser.InOrder(settings.Select(setting => setting.Split('=')).SelectMany(pair => ResourceParser.Parse(pair[0], pair[1])));

    private static string? Value(int pid, string key) => ResourceText.ValueOf(ResourceCalls.Read(pid, key), key);

    private static string All(int pid) => string.Join('\n', ResourceText.Keys.Select(key => $"{key}={Value(pid, key)}"));

    private async Task<int> GrandchildAsync()
    {
        await Eventually.HoldsAsync(() => File.Exists(_directory["grandchild.pid"]), "the grandchild lives");
        await Eventually.HoldsAsync(() => Directory.GetDirectories($"/proc/{_child.Id}/task").Length == 2, "the thread lives");
        return int.Parse(File.ReadAllText(_directory["grandchild.pid"]), CultureInfo.InvariantCulture);
    }
}
