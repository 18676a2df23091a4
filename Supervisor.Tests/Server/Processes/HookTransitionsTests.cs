using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;
using static Supervisor.Rpc.Contract.ProcessState;

namespace Supervisor.Tests.Server.Processes;

/// <summary>The rows of the state table for what comes before a start and before a stop, and for one-shots.</summary>
public class HookTransitionsTests
{
    private static readonly ProcessPolicy Plain =
        new(AutoStart: true, RestartPolicy.Always, TimeSpan.FromSeconds(10), StartRetries: 3, TimeSpan.FromSeconds(5), new HashSet<int> { 0 });

    private readonly List<ProcessEffect> _effects = [];
    private ProcessPolicy _policy = Plain with { Prepares = true, PreparesStop = true };
    private ProcessStatus _status = new(Stopped);
    private TimeSpan _now = TimeSpan.FromSeconds(1000);

    [Fact]
    public void A_start_is_prepared_for_as_long_as_that_takes_and_lasts_from_the_launch()
    {
        Do(new ProcessEvent.StartRequested());
        Assert.Equal((Starting, LaunchPhase.Preparing, null, true), (_status.State, _status.Launch, _status.LookAt, _effects[^1] is ProcessEffect.Prepare));
        Assert.DoesNotContain(_effects, effect => effect is ProcessEffect.Spawn);
        _now += TimeSpan.FromSeconds(25);
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        Do(new ProcessEvent.Prepared());
        Assert.Equal((LaunchPhase.Underway, _now, _now + ProcessStateMachine.LaunchPatience), (_status.Launch, _status.StartedAt!.Value, _status.LookAt!.Value));
        Assert.IsType<ProcessEffect.Spawn>(_effects[^1]);
    }

    [Fact]
    public void A_preparation_that_fails_is_a_failed_start()
    {
        Do(new ProcessEvent.StartRequested());
        Do(new ProcessEvent.SpawnFailed("pre_start_hook: exit status 3"));
        Assert.Equal((Backoff, LaunchPhase.None, 1, "pre_start_hook: exit status 3"), (_status.State, _status.Launch, _status.Attempts, _status.SpawnError));
    }

    [Fact]
    public void A_stop_calls_a_preparation_off_without_a_word()
    {
        Do(new ProcessEvent.StartRequested());
        _effects.Clear();
        Do(new ProcessEvent.StopRequested());
        Assert.Equal((Stopped, LaunchPhase.None, Wanted.Down), (_status.State, _status.Launch, _status.Wanted));
        Assert.IsType<ProcessEffect.AbandonLaunch>(_effects[0]);
        Assert.DoesNotContain(_effects, effect => effect is ProcessEffect.Report);
        Do(new ProcessEvent.Prepared());
        Assert.Equal(Stopped, _status.State);
    }

    [Fact]
    public void A_stop_counts_from_the_signal()
    {
        Run();
        _effects.Clear();
        Do(new ProcessEvent.StopRequested());
        Do(new ProcessEvent.StopRequested());
        _now += TimeSpan.FromSeconds(100);
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        Assert.Equal((Stopping, null, null), (_status.State, _status.Deadline, _status.LookAt));
        Assert.Single(_effects, effect => effect is ProcessEffect.PrepareStop);
        Do(new ProcessEvent.StopPrepared());
        Assert.Equal((_now + TimeSpan.FromSeconds(5), true), (_status.Deadline!.Value, _effects[^1] is ProcessEffect.SendStopSignal));
        _effects.Clear();
        Do(new ProcessEvent.StopPrepared());
        Assert.Empty(_effects);
        Do(new ProcessEvent.StopRequested());
        Assert.IsType<ProcessEffect.SendStopSignal>(_effects[^1]);
    }

    [Fact]
    public void A_child_that_ends_before_the_signal_is_stopped()
    {
        Run();
        Do(new ProcessEvent.StopRequested());
        Do(new ProcessEvent.ChildExited(0));
        Assert.Equal(Stopped, _status.State);
        _effects.Clear();
        Do(new ProcessEvent.StopPrepared());
        Assert.Equal((Stopped, 0), (_status.State, _effects.Count));
    }

    [Theory]
    [InlineData(true, 0, false)]
    [InlineData(true, 3, true)]
    [InlineData(false, 0, true)]
    public void The_expected_end_of_a_one_shot_is_its_success(bool oneShot, int code, bool triesAgain)
    {
        _policy = Plain with { OneShot = oneShot };
        Do(new ProcessEvent.StartRequested());
        Do(new ProcessEvent.Spawned(77));
        _effects.Clear();
        Do(new ProcessEvent.ChildExited(code));
        Assert.Equal(triesAgain ? Backoff : Exited, _status.State);
        Assert.Equal(triesAgain, _status.LookAt is not null);
        if (!triesAgain)
            Assert.Equal([Running, Exited], _effects.OfType<ProcessEffect.Announce>().Select(a => a.To));
    }

    private void Run()
    {
        Do(new ProcessEvent.StartRequested());
        Do(new ProcessEvent.Prepared());
        Do(new ProcessEvent.Spawned(77));
        _now += TimeSpan.FromSeconds(11);
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        Assert.Equal(Running, _status.State);
    }

    private void Do(ProcessEvent occurred)
    {
        var transition = ProcessStateMachine.Next(WrittenDown.AndReadBack(_status), occurred, _policy, _now);
        _status = transition.Status;
        _effects.AddRange(transition.Effects);
    }
}
