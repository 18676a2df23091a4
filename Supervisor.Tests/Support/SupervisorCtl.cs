using System.Collections.Concurrent;

namespace Supervisor.Tests.Support;

/// <summary>
/// Stock's own client, in Python: the judge of what the daemon answers. Each command is a process of its own, forked from one that has loaded
/// the client already; these end with the tests.
/// </summary>
internal static class SupervisorCtl
{
    private static readonly ConcurrentBag<StockClient> Idle = [];

    public static async Task<CompletedChild> RunAsync(RunningSupervisor supervisor, params string[] arguments)
    {
        if (!Idle.TryTake(out var client))
            client = await StockClient.StartAsync();
        var completed = await client.RunAsync(["-c", supervisor.ConfigurationPath, .. arguments], supervisor.Directory.Path, "");
        Idle.Add(client);
        return completed;
    }
}
