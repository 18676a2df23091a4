using Supervisor.Server.Configuration;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;
using static Supervisor.Rpc.Contract.ProcessState;

namespace Supervisor.Tests.Server.Processes;

/// <summary>The rows of the state table for pauses and limits, step by step, each status written down and read back.</summary>
public class RestartTransitionsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly List<string> _announced = [];
    private readonly List<ProcessReport> _reports = [];
    private ProcessPolicy _policy = Policy(new());
    private ProcessStatus _status = new(Stopped);
    private TimeSpan _now = TimeSpan.FromSeconds(1000);

    [Fact]
    public void After_an_end_a_process_pauses_in_BACKOFF_and_keeps_its_exit_status()
    {
        _policy = Policy(Pausing(5));
        Start();
        End(3);
        Assert.Equal((Exited, 3, TimeSpan.Zero), (_status.State, _status.ExitCode!.Value, _status.LookAt!.Value));
        Look();
        Assert.Equal((Backoff, 3, 1), (_status.State, _status.ExitCode!.Value, _status.Tries));
        Assert.Equal((_now + TimeSpan.FromSeconds(5), _now + TimeSpan.FromSeconds(5) + Tick), (_status.Deadline!.Value, _status.LookAt!.Value));
        Assert.Contains(new ProcessReport.Paused(TimeSpan.FromSeconds(5)), _reports);
        _now += TimeSpan.FromSeconds(5);
        Look();
        Assert.Equal(Backoff, _status.State);
        _now += Tick;
        Look();
        Assert.Equal((Starting, 1), (_status.State, _status.Restarts));
        Assert.Equal(["STARTING 0", "RUNNING 0", "EXITED 0", "BACKOFF 1", "STARTING 1"], _announced);
    }

    [Fact]
    public void A_failed_start_pauses_as_long_as_an_end_and_the_row_goes_on_over_both()
    {
        _policy = Policy(Pausing(1, 10, 30));
        Start();
        End(3);
        Look();
        _now = _status.LookAt!.Value;
        Look();
        Do(new ProcessEvent.SpawnFailed("no"));
        Assert.Equal((Backoff, 2, 1, TimeSpan.FromSeconds(10)), (_status.State, _status.Tries, _status.Attempts, _status.Deadline!.Value - _now));
    }

    [Fact]
    public void A_process_that_has_run_long_enough_begins_with_the_first_pause()
    {
        _policy = Policy(Pausing(1, 10) with { Reset = TimeSpan.FromSeconds(100) });
        Start();
        End(3);
        Look();
        _now = _status.LookAt!.Value;
        Look();
        Do(new ProcessEvent.Spawned(77));
        _now += TimeSpan.FromSeconds(101) - Tick;
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        End(3);
        Look();
        Assert.Equal((2, TimeSpan.FromSeconds(10)), (_status.Pauses, _status.Deadline!.Value - _now));
        _now = _status.LookAt!.Value;
        Look();
        Do(new ProcessEvent.Spawned(77));
        _now += TimeSpan.FromSeconds(101);
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        End(3);
        Look();
        Assert.Equal((1, TimeSpan.FromSeconds(1)), (_status.Pauses, _status.Deadline!.Value - _now));
    }

    [Fact]
    public void A_stop_in_a_pause_leaves_STOPPED_and_a_start_by_hand_begins_anew()
    {
        _policy = Policy(Pausing(1, 10) with { Limit = new(5, TimeSpan.FromSeconds(60)) });
        Start();
        End(3);
        Look();
        Do(new ProcessEvent.StopRequested());
        Assert.Equal((Stopped, (TimeSpan?)null), (_status.State, _status.LookAt));
        Start();
        Assert.Equal((0, 0, (EquatableList<TimeSpan>?)null), (_status.Pauses, _status.Restarts, _status.RestartTimes));
    }

    [Fact]
    public void The_restart_after_as_many_as_the_limit_is_FATAL_by_way_of_BACKOFF()
    {
        _policy = Policy(new RestartOptions { Limit = new(3, TimeSpan.FromSeconds(60)) });
        Start();
        for (var restart = 1; restart <= 3; restart++)
        {
            _now += TimeSpan.FromSeconds(1);
            End(3);
            Look();
            Assert.Equal((Starting, restart), (_status.State, _status.Restarts));
            Do(new ProcessEvent.Spawned(77));
            Do(new ProcessEvent.DeadlinePassed(MayStart: true));
            _now += TimeSpan.FromSeconds(2);
            Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        }
        End(3);
        _announced.Clear();
        Look();
        Look();
        Assert.Equal(["BACKOFF 0", "FATAL 0"], _announced);
        Assert.Equal("restarted 3 times in 60 seconds", _status.SpawnError);
        Assert.Contains(new ProcessReport.LimitReached("restarted 3 times in 60 seconds"), _reports);
        Assert.DoesNotContain(_reports, report => report is ProcessReport.Paused);
        Assert.Equal((3, (TimeSpan?)null), (_status.ExitCode, _status.LookAt));
    }

    [Fact]
    public void A_window_that_has_slid_on_lets_it_start_again()
    {
        _policy = Policy(new RestartOptions { Limit = new(1, TimeSpan.FromSeconds(60)) });
        Start();
        for (var round = 0; round < 3; round++)
        {
            End(3);
            Look();
            Assert.Equal(Starting, _status.State);
            Do(new ProcessEvent.Spawned(77));
            _now += TimeSpan.FromSeconds(60);
            Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        }
        Assert.Single(_status.RestartTimes!);
    }

    [Fact]
    public void A_limit_looks_at_the_end_of_the_pause()
    {
        _policy = Policy(Pausing(40) with { Limit = new(1, TimeSpan.FromSeconds(60)) });
        Start();
        foreach (var (ran, state) in new[] { (0, Backoff), (25, Backoff), (5, Fatal) })
        {
            _now += TimeSpan.FromSeconds(ran);
            Do(new ProcessEvent.DeadlinePassed(MayStart: true));
            End(3);
            Look();
            _now = _status.LookAt > TimeSpan.Zero ? _status.LookAt.Value : _now;
            if (state == Backoff)
            {
                Look();
                Assert.Equal(Starting, _status.State);
                Do(new ProcessEvent.Spawned(77));
                continue;
            }
            Look();
            Assert.Equal(state, _status.State);
        }
    }

    [Fact]
    public void Retries_without_end_do_not_come_to_FATAL_and_with_startretries_below_nothing_an_end_is_no_failed_start()
    {
        _policy = Policy(new RestartOptions { RetryForever = true });
        Do(new ProcessEvent.StartRequested());
        for (var attempt = 1; attempt <= 50; attempt++)
        {
            Do(new ProcessEvent.SpawnFailed("no"));
            // As stock's: a second more each time.
            Assert.Equal((Backoff, attempt, TimeSpan.FromSeconds(attempt)), (_status.State, _status.Tries, _status.Deadline!.Value - _now));
            _now = _status.LookAt!.Value;
            Look();
            Assert.Equal(Starting, _status.State);
        }
        _policy = Policy(Pausing(5)) with { StartRetries = -1 };
        _status = new(Stopped);
        Start();
        End(3);
        Look();
        _now = _status.LookAt!.Value;
        Look();
        Assert.Equal(Starting, _status.State);
        Do(new ProcessEvent.SpawnFailed("no"));
        Look();
        Assert.Equal(Fatal, _status.State);
    }

    [Fact]
    public void Chance_is_handed_in()
    {
        _policy = Policy(Pausing(10) with { JitterPercent = 50 });
        Start();
        End(3);
        var (paused, _) = ProcessStateMachine.Next(_status, new ProcessEvent.DeadlinePassed(MayStart: true), _policy, _now, chance: -1);
        Assert.Equal(TimeSpan.FromSeconds(5), paused.Deadline - _now);
    }

    [Fact]
    public void While_the_daemon_goes_down_no_pause_begins()
    {
        _policy = Policy(Pausing(10));
        Start();
        End(3);
        Do(new ProcessEvent.DeadlinePassed(MayStart: false));
        Assert.Equal(Exited, _status.State);
    }

    [Fact]
    public void Another_pause_counts_from_when_it_began()
    {
        var (before, after) = (Policy(Pausing(100)), Policy(Pausing(30)));
        _policy = before;
        Start();
        End(3);
        Look();
        var adjusted = ProcessStateMachine.Adjust(_status, before, after);
        Assert.Equal((_now + TimeSpan.FromSeconds(30), _now + TimeSpan.FromSeconds(30) + Tick), (adjusted.Deadline!.Value, adjusted.LookAt!.Value));
        Assert.Equal(_now, ProcessStateMachine.Adjust(_status, before, Policy(null)).Deadline);
    }

    [Fact]
    public void A_limit_that_is_taken_away_or_raised_lets_one_go_on_and_what_it_counted_stays_within_it()
    {
        _policy = Policy(Pausing(5) with { Limit = new(1, TimeSpan.FromSeconds(60)) });
        Start();
        End(3);
        Look();
        _now = _status.LookAt!.Value;
        Look();
        Do(new ProcessEvent.Spawned(77));
        _now += TimeSpan.FromSeconds(2);
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
        End(3);
        Look();
        Assert.Equal((Backoff, TimeSpan.Zero), (_status.State, _status.LookAt!.Value));
        var free = ProcessStateMachine.Adjust(_status, _policy, Policy(Pausing(5)));
        Assert.Equal(_now + TimeSpan.FromSeconds(5) + Tick, free.LookAt);
    }

    private static RestartOptions Pausing(params int[] seconds) => new() { Pauses = new(seconds.Select(s => TimeSpan.FromSeconds(s))) };

    private static ProcessPolicy Policy(RestartOptions? restarting) => new(
        AutoStart: false, RestartPolicy.Always, TimeSpan.FromSeconds(1), StartRetries: 3, TimeSpan.FromSeconds(10), new HashSet<int> { 0 })
    {
        Restarting = restarting,
    };

    /// <summary>By hand, until it runs.</summary>
    private void Start()
    {
        Do(new ProcessEvent.StartRequested());
        Do(new ProcessEvent.Spawned(77));
        _now += TimeSpan.FromSeconds(1) + Tick;
        Do(new ProcessEvent.DeadlinePassed(MayStart: true));
    }

    private void End(int exitCode) => Do(new ProcessEvent.ChildExited(exitCode));

    private void Look() => Do(new ProcessEvent.DeadlinePassed(MayStart: true));

    private void Do(ProcessEvent occurred)
    {
        var (status, effects) = ProcessStateMachine.Next(_status, occurred, _policy, _now);
        _status = WrittenDown.AndReadBack(status);
        Assert.Equal(status, _status);
        _announced.AddRange(effects.OfType<ProcessEffect.Announce>().Select(a => $"{a.To.ToString().ToUpperInvariant()} {a.Attempts}"));
        _reports.AddRange(effects.OfType<ProcessEffect.Report>().Select(r => r.Line));
    }
}
