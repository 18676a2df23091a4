using Supervisor.Rpc.Contract;
using Supervisor.Server.Events;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

public sealed class OrderlyShutdownTests : IDisposable
{
    private readonly ProcessStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task The_highest_priority_number_goes_first_and_equals_go_together()
    {
        var changes = new List<string>();
        _stage.Do(() => _stage.Context.Events.Subscribe(EventTypeNames.ProcessState, e => changes.Add(Show((ProcessStateEvent)e))));
        foreach (var (name, priority) in new[] { ("low", 1), ("twin1", 5), ("twin2", 5) })
            await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group(name, priority, ProcessStage.Options(name, "sleep 1000"))));
        foreach (var name in new[] { "low", "twin1", "twin2" })
            await _stage.ReachedAsync(_stage.Process(name), ProcessState.Running);
        _stage.Do(() => { changes.Clear(); return 0; });
        var finished = _stage.Do(() => new OrderlyShutdown(_stage.Context, _stage.Table, _stage.Pools).Run());
        await Eventually.HoldsAsync(
            () => _stage.Do(() =>
            {
                _stage.ReapOwn();
                return finished.IsCompleted;
            }),
            "all are down");
        Assert.Equal(["twin2 Stopping", "twin1 Stopping"], changes[..2]);
        Assert.Equal(["low Stopping", "low Stopped"], changes[^2..]);
    }

    [Fact]
    public async Task With_nothing_to_stop_it_is_over_at_once()
    {
        var finished = _stage.Do(() => new OrderlyShutdown(_stage.Context, _stage.Table, _stage.Pools).Run());
        await finished.WaitAsync(Eventually.Patience);
        Assert.False(_stage.Context.MayStart);
    }

    private static string Show(ProcessStateEvent change) => $"{change.ProcessName} {change.To}";
}
