using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

public sealed class ProcessTableTests : IDisposable
{
    private readonly ProcessStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task A_group_that_is_added_runs_and_cannot_be_removed_before_it_has_stopped()
    {
        Assert.True(await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group("g", 1, ProcessStage.Options("p", "sleep 1000")))));
        Assert.False(await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group("g", 1))));
        var process = _stage.Process("g");
        await _stage.ReachedAsync(process, ProcessState.Running);
        Assert.False(_stage.Do(() => _stage.Table.Remove(_stage.Table.Find("g")!)));
        Assert.Null(_stage.Do(process.Stop));
        await _stage.ReachedAsync(process, ProcessState.Stopped);
        Assert.True(_stage.Do(() => _stage.Table.Remove(_stage.Table.Find("g")!)));
        Assert.Empty(_stage.Do(() => _stage.Table.Groups.ToList()));
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_a_failed_start_with_its_reason_and_no_child()
    {
        await AddAsync(ProcessStage.Options("p", "/no/such/program") with { StartRetries = 0 });
        var process = _stage.Process("p");
        await _stage.ReachedAsync(process, ProcessState.Fatal);
        Assert.Equal("can't find command '/no/such/program'", process.Status.SpawnError);
        Assert.Equal(0, _stage.Do(() => _stage.Table.Launcher.InFlight));
    }

    [Fact]
    public async Task A_command_that_resolving_breaks_on_is_a_failed_start_and_the_next_one_starts()
    {
        // A name with a NUL in it cannot be given to the kernel at all.
        await AddAsync(ProcessStage.Options("bad", "/bin/true\0x") with { StartRetries = 0 });
        await AddAsync(ProcessStage.Options("good", "sleep 1000"));
        await _stage.ReachedAsync(_stage.Process("good"), ProcessState.Running);
        Assert.NotEqual(ProcessState.Starting, _stage.Do(() => _stage.Table.Find("bad")!.Processes[0].State));
    }

    [Fact]
    public async Task Logs_stay_open_over_a_restart_and_a_file_that_was_moved_away_is_begun_anew()
    {
        var log = _stage.Directory["p.log"];
        var channel = new ChannelOptions { LogFile = LogTarget.File(log) };
        await AddAsync(ProcessStage.Options("p", "sh -c \"echo $$; exec sleep 1000\"") with { Stdout = channel });
        var process = _stage.Process("p");
        await _stage.ReachedAsync(process, ProcessState.Running);
        var logs = _stage.Do(() => process.Logs);
        var first = _stage.Do(() => process.Status.Pid);
        File.Move(log, log + ".moved");
        Signals.Kill(first, Signals.SIGKILL);
        await Eventually.HoldsAsync(
            () => _stage.Do(() =>
            {
                _stage.ReapOwn();
                return process.Status.Pid != first && process.State == ProcessState.Running;
            }),
            "the program is back");
        Assert.Same(logs, _stage.Do(() => process.Logs));
        await Eventually.HoldsAsync(() => File.Exists(log) && File.ReadAllText(log).Contains($"{process.Status.Pid}", StringComparison.Ordinal), "the new file has the new pid");
        Assert.Equal(1, process.Status.Restarts);
    }

    private async Task AddAsync(ProcessOptions options) =>
        await _stage.DoAsync(() => _stage.Table.AddAsync(ProcessStage.Group(options.Name, 1, options)));
}
