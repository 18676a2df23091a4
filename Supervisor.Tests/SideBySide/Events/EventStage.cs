using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide.Events;

/// <summary>Owns a daemon with event listeners that note what they get, each pool in a file of its own.</summary>
internal sealed class EventStage : IAsyncDisposable
{
    private readonly TestDirectory _directory;

    private EventStage(TestDirectory directory, RunningSupervisor supervisor) => (_directory, Supervisor) = (directory, supervisor);

    public RunningSupervisor Supervisor { get; }

    /// <param name="peer">Stock or ours.</param>
    /// <param name="sections">
    /// <c>@listen NAME@</c> stands for the command and the environment of a pool that notes its events under that name.
    /// </param>
    public static async Task<EventStage> StartAsync(Peer peer, string sections)
    {
        var directory = new TestDirectory();
        try
        {
            var text = await WithListenersAsync(sections, directory);
            return new EventStage(directory, await RunningSupervisor.StartAsync(text, peer, directory));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Plays the same to both programs at once.</summary>
    public static async Task<(T Stock, T Ours)> BothAsync<T>(string sections, Func<EventStage, Task<T>> play)
    {
        var stock = PlayAsync(await Peer.StockAsync());
        var ours = PlayAsync(await Peer.OursAsync());
        await Task.WhenAll(stock, ours);
        return (await stock, await ours);

        async Task<T> PlayAsync(Peer peer)
        {
            await using var stage = await StartAsync(peer, sections);
            try
            {
                return await play(stage);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{peer.Name}: {failure.Message}\n{stage.Supervisor.MainLog}", failure);
            }
        }
    }

    public static async Task<string> WithListenersAsync(string sections, TestDirectory directory)
    {
        var script = Path.Combine(Repository.Root, "Supervisor.Tests/SideBySide/Events/listener.py");
        var packages = await StockSupervisor.PackagesDirectoryAsync();
        return System.Text.RegularExpressions.Regex.Replace(
            sections,
            "@listen ([a-z]+)@( late)?",
            $"command={StockSupervisor.Python} -W ignore {script} {directory.Path}/$1.events$2\nenvironment=PYTHONPATH=\"{packages}\"");
    }

    public IReadOnlyList<EventRecord> Records(string pool)
    {
        var file = _directory[$"{pool}.events"];
        if (!File.Exists(file))
            return [];
        var text = File.ReadAllText(file);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(EventRecord.Parse)];
    }

    /// <summary>Waits for an event that a pool has noted.</summary>
    public Task<IReadOnlyList<EventRecord>> WaitForAsync(string pool, string what, Func<EventRecord, bool> isIt, int times = 1) =>
        Eventually.GetAsync(() => Task.FromResult(Records(pool)), records => records.Count(isIt) >= times, $"{what} {times} times in pool {pool}");

    public Task WaitForLogAsync(string message) =>
        Eventually.HoldsAsync(() => Supervisor.MainLog.Contains(message, StringComparison.Ordinal), $"'{message}' in the main log");

    /// <summary>Lets go the listeners of a pool that hold on to an event, or have not begun to listen.</summary>
    public void Go(string pool) => _directory.Write($"{pool}.events.go", "");

    public Task RemoteAsync(string type, string data) => CallAsync("supervisor.sendRemoteCommEvent", type, data);

    /// <summary>A call that must succeed.</summary>
    public async Task CallAsync(string method, params object?[] arguments)
    {
        var reply = await Supervisor.Rpc.CallAsync(method, arguments);
        Assert.True(reply.Http.Status == 200 && reply.Fault is null, $"{method}: {reply}");
    }

    /// <summary>Asks the daemon to end, and waits for its end.</summary>
    public async Task EndAsync()
    {
        await Supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await Supervisor.Process.CompletedAsync()).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        _directory.Dispose();
    }
}
