using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

/// <summary>What a closed gate costs, and what is written down of a wait.</summary>
public sealed class StartGatesTests : IDisposable
{
    private readonly ProcessStage _stage = new();

    /// <summary>A loop that spins makes many turns for each look at it; one that sleeps lends its turn, which ends once or twice.</summary>
    [Fact]
    public async Task A_loop_with_a_closed_gate_sleeps()
    {
        await AddAsync("web", "db", new() { Timeout = TimeSpan.FromHours(1), StartDelay = TimeSpan.FromHours(1) });
        var turns = 0;
        _stage.Do(() => _stage.Context.Loop.AtEachTurnsEnd(() => turns++));
        for (var i = 0; i < 200; i++)
            _stage.Do(() => 0);
        Assert.InRange(_stage.Do(() => turns), 1, 1000);
    }

    [Fact]
    public async Task A_group_that_comes_opens_the_gate_and_one_that_is_gone_has_no_wait()
    {
        await AddAsync("web", "db", new());
        await AddAsync("other", "web", new());
        var web = _stage.Process("web");
        Assert.True(_stage.Do(() => _stage.Table.Remove(_stage.Table.Find("other")!)));
        await AddAsync("db", null, null);
        await _stage.ReachedAsync(web, ProcessState.Running);
        Assert.False(_stage.Do(() => _stage.Table.Gates.IsWaiting(web)));
        Assert.Empty(_stage.Failures);
    }

    [Fact]
    public async Task A_wait_is_written_down_with_its_process_and_gone_on_with()
    {
        await AddAsync("web", "db", new());
        var records = _stage.Do(_stage.Table.ToRecords);
        var wait = Assert.Single(Assert.Single(records).Processes).Wait;
        Assert.Equal((null, false), (wait!.OpenSince, wait.IsAsked));
        using var next = new ProcessStage();
        next.Do(() =>
        {
            next.Table.Resume(records);
            return 0;
        });
        Assert.Equal(wait, next.Do(() => next.Table.Gates.RecordOf(next.Table.Find("web")!.Processes[0])));
        Assert.Equal("waiting for db (running)", next.Do(() => next.Table.Gates.TextOf(next.Table.Find("web")!.Processes[0])));
    }

    [Fact]
    public async Task Without_anything_to_wait_for_there_is_no_gate()
    {
        await AddAsync("db", null, null);
        await _stage.ReachedAsync(_stage.Process("db"), ProcessState.Running);
        Assert.Null(_stage.Context.Gates);
    }

    public void Dispose() => _stage.Dispose();

    /// <summary>What has something to wait for waits when this is done.</summary>
    private async Task AddAsync(string name, string? needs, DependencyOptions? options)
    {
        var process = ProcessStage.Options(name, "/bin/cat") with
        {
            Dependencies = needs is null ? options : options! with { On = new([new Dependency(needs, DependencyCondition.Running)]) },
        };
        await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group(name, 1, process)));
        var added = _stage.Process(name);
        if (needs is not null)
            await Eventually.HoldsAsync(() => _stage.Do(() => _stage.Table.Gates.TextOf(added)) == $"waiting for {needs} (running)", $"{name} waits");
    }
}
