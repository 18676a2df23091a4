using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Listeners;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Listeners;

/// <summary>One recorded scenario set up anew: its pools on one bus, and each step as record_pools.py did it.</summary>
internal sealed partial class RecordedPool
{
    private readonly EventBus _bus = new();
    private readonly RecordedLog _log = new();
    private readonly List<(string Name, string Text)> _sent = [];
    private readonly List<EventListenerPool> _pools = [];
    private readonly List<Func<EventListenerPoolRecord?, EventListenerPool>> _makers = [];
    private readonly List<List<FakeListener>> _processes = [];
    private readonly Dictionary<string, (FakeListener Process, EventListener Listener)> _listeners = [];

    public RecordedPool(JsonElement shapes)
    {
        var serials = new SerialCounter();
        foreach (var shape in shapes.EnumerateArray())
        {
            var name = shape.GetProperty("name").GetString()!;
            var count = shape.GetProperty("listeners").GetInt32();
            var processes = Enumerable.Range(0, count).Select(i => new FakeListener($"{name}{i}", _sent)).ToList();
            var options = new ListenerPoolOptions
            {
                Name = name,
                BufferSize = shape.GetProperty("size").GetInt32(),
                Events = new(shape.GetProperty("subscribed").EnumerateArray().Select(t => t.GetString()!)),
            };
            _makers.Add(record => new EventListenerPool(
                options, PayloadLengthUnit.Characters, processes, _bus, serials, () => "supervisor", _log, record));
            _processes.Add(processes);
            _pools.Add(_makers[^1](null));
            Enlist(_pools[^1], processes);
        }
    }

    /// <summary>
    /// What the step sent, logged and left in the buffers, pool by pool: between two of them stock's turns make another order.
    /// The lines about closed pipes were not recorded.
    /// </summary>
    public string Take(JsonElement step)
    {
        _log.Clear();
        _sent.Clear();
        var who = step.GetProperty("who").GetString();
        switch (step.GetProperty("kind").GetString())
        {
            case "notify":
                _bus.Publish(Event(step.GetProperty("what").GetString()!));
                break;
            case "start":
                _listeners[who!].Listener.Spawned();
                _listeners[who!].Process.State = ProcessState.Running;
                break;
            case "says":
                _listeners[who!].Listener.Received(Encoding.UTF8.GetBytes(step.GetProperty("what").GetString()!));
                break;
            case "break":
                _listeners[who!].Process.IsBroken = !_listeners[who!].Process.IsBroken;
                _pools.ForEach(pool => pool.Dispatch());
                break;
            case "die":
                Die(_listeners[who!]);
                break;
        }
        var seen = Show(
            _log.LetteredLines.Where(line => !line.StartsWith("D epipe", StringComparison.Ordinal)), _sent, _pools.Select(pool => pool.Waiting));
        GoOnInNewObjects();
        return seen;
    }

    /// <summary>Every pool is written down as in a snapshot and made anew from that: the next step must come out all the same.</summary>
    private void GoOnInNewObjects()
    {
        for (var i = 0; i < _pools.Count; i++)
        {
            _pools[i].Dispose();
            _pools[i] = _makers[i](WrittenDown.AndReadBack(_pools[i].ToRecord()));
            Enlist(_pools[i], _processes[i]);
        }
    }

    private void Enlist(EventListenerPool pool, List<FakeListener> processes)
    {
        foreach (var (process, listener) in processes.Zip(pool.Listeners))
            _listeners[process.Name] = (process, listener);
    }

    public static string Expected(JsonElement step) => Show(
        step.GetProperty("log").EnumerateArray().Select(line => line.GetString()!),
        step.GetProperty("sent").EnumerateArray().Select(sent => (sent[0].GetString()!, sent[1].GetString()!)),
        step.GetProperty("waiting").EnumerateArray().Select(pool => pool.EnumerateArray().Select(serial => serial.GetInt64())));

    /// <summary>As a process does it: the news of its death go out first, and may be meant for its own pool.</summary>
    private void Die((FakeListener Process, EventListener Listener) one)
    {
        one.Process.State = ProcessState.Exited;
        var (process, group) = (one.Process.Name, one.Process.Name[..1]);
        _bus.Publish(new ProcessStateEvent(ProcessState.Exited, process, group, ProcessState.Running, 0, 100, true));
        one.Listener.Died();
    }

    private static SupervisorEvent Event(string typeName) => typeName switch
    {
        "TICK_5" => new TickEvent(TickPeriod.FiveSeconds, 5),
        "TICK_60" => new TickEvent(TickPeriod.Minute, 60),
        "REMOTE_COMMUNICATION" => new RemoteCommunicationEvent("t", "dä"),
        _ => new ProcessGroupEvent(ProcessGroupChange.Added, "g"),
    };

    private static char PoolOf(string line) => PoolName().Match(line).Value[^1];

    private static string Show(
        IEnumerable<string> log, IEnumerable<(string Name, string Text)> sent, IEnumerable<IEnumerable<long>> waiting) =>
        string.Join('\n', [
            .. log.OrderBy(PoolOf).Select(line => $"  log {line}"),
            .. sent.OrderBy(one => one.Name[0]).Select(one => $"  sent {one.Name} {one.Text.Replace("\n", "\\n")}"),
            "  waiting " + string.Join(" | ", waiting.Select(serials => string.Join(',', serials))),
        ]);

    [GeneratedRegex(@"pool [ab]|\b[ab](?=\d)")]
    private static partial Regex PoolName();
}
