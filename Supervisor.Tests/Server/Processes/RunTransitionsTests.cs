using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;
using static Supervisor.Rpc.Contract.ProcessState;

namespace Supervisor.Tests.Server.Processes;

/// <summary>The rows of the state table for runs that are due and runs that take too long, each status written down and read back.</summary>
public class RunTransitionsTests
{
    private static readonly ProcessPolicy Policy =
        new(AutoStart: false, RestartPolicy.Unexpected, TimeSpan.FromSeconds(1), 3, TimeSpan.FromSeconds(10), new HashSet<int> { 0 }) { RunTimeout = TimeSpan.FromSeconds(60) };

    private readonly List<ProcessEffect> _effects = [];
    private ProcessStatus _status = new(Stopped);
    private TimeSpan _now = TimeSpan.FromSeconds(1000);

    [Fact]
    public void A_run_that_is_due_begins_with_the_next_look_and_once()
    {
        foreach (var state in new[] { Stopped, Exited, Fatal })
        {
            _effects.Clear();
            _status = new ProcessStatus(state) { StartedAt = state == Stopped ? null : TimeSpan.Zero, ExitCode = state == Exited ? 0 : null };
            Do(new ProcessEvent.RunDue());
            Assert.Equal((state, TimeSpan.Zero, Wanted.Up), (_status.State, _status.LookAt!.Value, _status.Wanted));
            Do(new ProcessEvent.DeadlinePassed(MayStart: false));
            Assert.Equal(state, _status.State);
            Do(new ProcessEvent.DeadlinePassed(MayStart: true));
            Assert.Equal((Starting, false), (_status.State, _status.IsRunDue));
            Assert.Single(_effects.OfType<ProcessEffect.Spawn>());
        }
    }

    [Theory]
    [InlineData("Starting")]
    [InlineData("Running")]
    [InlineData("Stopping")]
    [InlineData("Backoff")]
    [InlineData("Unknown")]
    public void What_is_up_is_left_alone_by_a_run_that_is_due(string state)
    {
        _status = new ProcessStatus(Enum.Parse<Supervisor.Rpc.Contract.ProcessState>(state)) { Pid = 7, StartedAt = _now };
        var before = _status;
        Do(new ProcessEvent.RunDue());
        Assert.Equal(before, _status);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_stopped_killed_and_exits()
    {
        Run();
        Assert.Equal(TimeSpan.FromSeconds(1060), _status.LookAt);
        Pass(_status.LookAt!.Value);
        Assert.Equal((Running, TimeSpan.FromSeconds(1070)), (_status.State, _status.LookAt!.Value));
        Assert.Single(_effects.OfType<ProcessEffect.SendStopSignal>());
        Assert.Contains(new ProcessEffect.Report(new ProcessReport.RanTooLong(TimeSpan.FromSeconds(60))), _effects);
        Pass(_status.LookAt!.Value);
        Pass(_status.LookAt!.Value);
        Assert.Equal(2, _effects.OfType<ProcessEffect.SendKill>().Count());
        Do(new ProcessEvent.ChildExited(-1, 9));
        Assert.Equal((Exited, TimeSpan.Zero), (_status.State, _status.LookAt!.Value));
        Do(new ProcessEvent.DeadlinePassed(true));
        Assert.Equal((Starting, (TimeSpan?)null), (_status.State, _status.OverdueAt));
    }

    [Fact]
    public void Who_stops_a_run_that_takes_too_long_stops_it()
    {
        Run();
        Pass(_status.LookAt!.Value);
        Do(new ProcessEvent.StopRequested());
        Assert.Equal(Stopping, _status.State);
        Do(new ProcessEvent.ChildExited(-1, 15));
        Assert.Equal((Stopped, (TimeSpan?)null), (_status.State, _status.LookAt));
    }

    [Fact]
    public void Another_limit_counts_from_the_start_of_the_run()
    {
        Run();
        var other = Policy with { RunTimeout = TimeSpan.FromSeconds(5) };
        Assert.Equal(TimeSpan.FromSeconds(1005), ProcessStateMachine.Adjust(_status, Policy, other).LookAt);
        Assert.Null(ProcessStateMachine.Adjust(_status, Policy, Policy with { RunTimeout = null }).LookAt);
        Assert.Equal(TimeSpan.FromSeconds(1060), ProcessStateMachine.Adopted(7, TimeSpan.FromSeconds(30), 0, Policy, TimeSpan.FromSeconds(1030)).LookAt);
    }

    private void Run()
    {
        Do(new ProcessEvent.StartRequested());
        Do(new ProcessEvent.Spawned(7));
        Pass(_status.LookAt!.Value);
        Assert.Equal(Running, _status.State);
    }

    private void Pass(TimeSpan at)
    {
        _now = at;
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
    }

    private void Do(ProcessEvent occurred)
    {
        (_status, var effects) = ProcessStateMachine.Next(_status, occurred, Policy, _now);
        _status = WrittenDown.AndReadBack(_status);
        _effects.AddRange(effects);
    }
}
