using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A daemon that may have no further thread goes on answering, since it needs none.</summary>
public class ThreadsTests
{
    [Fact]
    public async Task Every_thread_that_requests_need_is_there_before_the_first_of_them()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=/bin/cat\nautostart=false\nstartsecs=0\n");
        var before = Threads(supervisor.Pid);
        Assert.Contains("http", before);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => supervisor.Rpc.CallAsync("supervisor.getAllProcessInfo")));
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
        await supervisor.Rpc.CallAsync("supervisor.reloadConfig");
        await supervisor.Rpc.CallAsync("supervisor.readLog", -100, 0);
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
        Assert.Equal(before, Threads(supervisor.Pid));
    }

    private static List<string> Threads(int pid) =>
        [.. Directory.GetDirectories($"/proc/{pid}/task").Select(task => File.ReadAllText($"{task}/comm").Trim()).Order(StringComparer.Ordinal)];
}
