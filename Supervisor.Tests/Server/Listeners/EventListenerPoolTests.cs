using System.Text;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Listeners;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Listeners;

public class EventListenerPoolTests
{
    private readonly EventBus _bus = new();
    private readonly RecordedLog _log = new();
    private readonly SerialCounter _serials = new();
    private readonly List<(string Name, string Text)> _sent = [];

    /// <summary>Sends, log lines and buffers of random scenarios, against stock's own pools: record_pools.py beside this file.</summary>
    [Fact]
    public void Every_recorded_scenario_goes_as_in_stock()
    {
        var recorded = Recordings.Read("Server/Listeners/pools.json");
        foreach (var scenario in recorded.EnumerateArray())
        {
            var pool = new RecordedPool(scenario.GetProperty("pools"));
            var history = new StringBuilder(scenario.GetProperty("pools").ToString());
            foreach (var step in scenario.GetProperty("steps").EnumerateArray())
            {
                history.Append($"\n{step.GetProperty("kind")} {step.GetProperty("who")}\n{RecordedPool.Expected(step)}");
                var actual = pool.Take(step);
                Assert.True(RecordedPool.Expected(step) == actual, $"{history}\nbut here:\n{actual}");
            }
        }
    }

    [Theory]
    [InlineData(ProcessState.Starting)]
    [InlineData(ProcessState.Stopping)]
    public void Nothing_is_sent_to_a_listener_that_is_not_running(ProcessState state)
    {
        var (pool, processes) = Pool(listeners: 1);
        Ready(pool, processes, 0);
        processes[0].State = state;
        _bus.Publish(Tick(60));
        Assert.Empty(_sent);

        processes[0].State = ProcessState.Running;
        pool.Dispatch();
        Assert.Equal("ver:3.0 server:supervisor serial:0 pool:p poolserial:0 eventname:TICK_60 len:7\nwhen:60", Assert.Single(_sent).Text);
    }

    [Fact]
    public void Where_no_listener_can_be_reached_the_event_stays_and_the_listeners_are_as_they_were()
    {
        var (pool, processes) = Pool(listeners: 2);
        processes.ForEach(p => p.IsBroken = true);
        Ready(pool, processes, 0);
        Ready(pool, processes, 1);
        _log.Clear();
        _bus.Publish(Tick(60));
        Assert.Equal(
            [
                "D epipe occurred while sending event 0 to listener p0, listener state unchanged",
                "D epipe occurred while sending event 0 to listener p1, listener state unchanged",
            ],
            _log.LetteredLines);
        Assert.All(pool.Listeners, l => Assert.Equal(ListenerState.Ready, l.State));
        Assert.Equal([0L], pool.Waiting);
    }

    [Fact]
    public void A_closed_pipe_makes_the_next_listener_get_the_event()
    {
        var (pool, processes) = Pool(listeners: 2);
        processes[0].IsBroken = true;
        Ready(pool, processes, 0);
        Ready(pool, processes, 1);
        _bus.Publish(Tick(60));
        Assert.Equal("p1", Assert.Single(_sent).Name);
        Assert.Equal([ListenerState.Ready, ListenerState.Busy], pool.Listeners.Select(l => l.State));
    }

    [Fact]
    public void An_event_that_matches_twice_is_sent_twice_under_the_same_numbers()
    {
        var (pool, processes) = Pool(listeners: 2, events: ["TICK", "TICK_60"]);
        Ready(pool, processes, 0);
        Ready(pool, processes, 1);
        _bus.Publish(Tick(60));
        Assert.Equal(["p0", "p1"], _sent.Select(s => s.Name));
        Assert.Single(_sent.Select(s => s.Text).Distinct());

        pool.Listeners[0].Received("RESULT 2\nOKREADY\n"u8.ToArray());
        _bus.Publish(Tick(120));
        Assert.Contains(" serial:1 pool:p poolserial:1 ", _sent[2].Text);
    }

    [Fact]
    public void A_rejected_event_comes_back_to_its_own_pool_and_to_no_other()
    {
        var (one, processes) = Pool(listeners: 1, name: "one");
        var (two, others) = Pool(listeners: 1, name: "two");
        Ready(one, processes, 0);
        _bus.Publish(Tick(60));
        Ready(two, others, 0);
        two.Listeners[0].Received("RESULT 2\nOK"u8.ToArray());
        one.Listeners[0].Received("RESULT 4\nFAIL"u8.ToArray());
        Assert.Equal([0L], one.Waiting);
        Assert.Empty(two.Waiting);
    }

    [Fact]
    public void An_event_in_flight_when_its_listener_stops_goes_to_another_before_the_news_of_it()
    {
        var (pool, processes) = Pool(listeners: 2, events: ["EVENT"]);
        Ready(pool, processes, 0);
        _bus.Publish(Tick(60));
        Ready(pool, processes, 1);
        processes[0].State = ProcessState.Stopped;
        _bus.Publish(new ProcessStateEvent(ProcessState.Stopped, "p0", "p", ProcessState.Stopping, 0, 9, true));
        Assert.Single(_sent);
        pool.Listeners[0].Died();
        Assert.Equal(["p0", "p1"], _sent.Select(s => s.Name));
        Assert.Equal(_sent[0].Text, _sent[1].Text);
        Assert.Equal([1L], pool.Waiting);
    }

    [Fact]
    public void The_bytes_after_READY_are_judged_before_an_event_is_sent()
    {
        var (pool, processes) = Pool(listeners: 1);
        _bus.Publish(Tick(60));
        processes[0].State = ProcessState.Running;
        pool.Listeners[0].Received("READY\nRESULT 2\nOK"u8.ToArray());
        Assert.Equal(ListenerState.Unknown, pool.Listeners[0].State);
        Assert.Empty(_sent);
    }

    [Fact]
    public void A_pool_can_ask_for_lengths_in_bytes_and_the_identifier_may_change()
    {
        var server = "one";
        var options = new ListenerPoolOptions { Name = "p", Events = new(["REMOTE_COMMUNICATION"]) };
        var process = new FakeListener("p0", _sent) { State = ProcessState.Running };
        var pool = new EventListenerPool(options, PayloadLengthUnit.Bytes, [process], _bus, _serials, () => server, _log);
        pool.Listeners[0].Received("READY\n"u8.ToArray());
        server = "two";
        _bus.Publish(new RemoteCommunicationEvent("ty", "dä"));
        Assert.Equal(
            "ver:3.0 server:two serial:0 pool:p poolserial:0 eventname:REMOTE_COMMUNICATION len:11\ntype:ty\ndä",
            Assert.Single(_sent).Text);
    }

    [Fact]
    public void A_pool_that_is_gone_takes_no_events_and_no_numbers()
    {
        var (pool, _) = Pool(listeners: 1);
        pool.Dispose();
        _bus.Publish(Tick(60));
        Assert.Empty(pool.Waiting);
        Assert.Equal(0, _serials.Next());
        Assert.False(_bus.HasSubscribers(EventTypeNames.Tick60));
    }

    private (EventListenerPool Pool, List<FakeListener> Processes) Pool(int listeners, string name = "p", string[]? events = null)
    {
        var processes = Enumerable.Range(0, listeners).Select(i => new FakeListener($"{name}{i}", _sent)).ToList();
        var options = new ListenerPoolOptions { Name = name, Events = new(events ?? ["TICK"]) };
        var pool = new EventListenerPool(options, PayloadLengthUnit.Characters, processes, _bus, _serials, () => "supervisor", _log);
        return (pool, processes);
    }

    private static void Ready(EventListenerPool pool, List<FakeListener> processes, int at)
    {
        processes[at].State = ProcessState.Running;
        pool.Listeners[at].Received("READY\n"u8.ToArray());
    }

    private static TickEvent Tick(long when) => new(TickPeriod.Minute, when);
}
