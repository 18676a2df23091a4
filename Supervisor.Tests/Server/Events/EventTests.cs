using System.Text;
using System.Text.Json;
using Supervisor.Rpc.Contract;
using Supervisor.Server.Events;
using Supervisor.Server.Python;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Events;

/// <summary>Events as listeners see them, against what stock's own classes said: record_events.py beside this file.</summary>
public class EventTests
{
    private static readonly JsonElement Recorded = Recordings.Read("Server/Events/events.json");

    [Fact]
    public void Every_event_has_the_name_and_the_payload_that_stock_gives_it()
    {
        foreach (var row in Rows("events"))
        {
            var made = Make(row);
            Assert.Equal((Text(row, "type"), Text(row, "payload")), (made.TypeName, made.Payload));
        }
    }

    [Fact]
    public void An_envelope_counts_characters_as_stock_does()
    {
        foreach (var row in Rows("envelopes"))
        {
            var serial = row.GetProperty("serial").GetInt64();
            var envelope = new EventEnvelope(Text(row, "server"), serial, Text(row, "pool"), Number(row, "poolSerial"));
            var bytes = envelope.Wrap(new Tick5With(Text(row, "payload")));
            Assert.Equal(Encoding.UTF8.GetString(Convert.FromHexString(Text(row, "bytes"))), Encoding.UTF8.GetString(bytes));
        }
    }

    [Fact]
    public void The_type_names_and_what_is_part_of_what_are_stocks()
    {
        var rows = Rows("types");
        Assert.Equal(rows.Select(r => Text(r, "name")).Order(), EventTypeNames.All.Order());
        foreach (var row in rows)
        {
            var name = Text(row, "name");
            Assert.True(EventTypeNames.IsKnown(name));
            var parents = row.GetProperty("isA").EnumerateArray().Select(p => p.GetString()!);
            Assert.Equal(parents.Order(), EventTypeNames.All.Where(other => EventTypeNames.IsA(name, other)).Order());
        }
    }

    /// <summary>They are below nothing, so that nobody gets one without asking for it.</summary>
    [Fact]
    public void Events_that_stock_has_not_are_below_none_and_tell_tokens()
    {
        SupervisorEvent[] further =
        [
            new ProcessHealthEvent("web", "g", "ready", "unready", 3),
            new ProcessWaitingEvent("web", "g", "db", "db", "healthy"),
            new HookEvent("web", "g", "pre_start_hook", "failed", null, 9),
            new ConfigurationAppliedEvent(1, 2, 3, 4, 5),
        ];
        Assert.Equal(EventTypeNames.Further, further.Select(each => each.TypeName));
        Assert.Equal(
            [
                "processname:web groupname:g from:ready to:unready failures:3",
                "processname:web groupname:g for_group:db for_process:db condition:healthy",
                "processname:web groupname:g hook:pre_start_hook result:failed signal:9",
                "added:1 removed:2 updated:3 adjusted:4 failed:5",
            ],
            further.Select(each => each.Payload));
        foreach (var name in EventTypeNames.Further)
        {
            Assert.False(EventTypeNames.IsKnown(name));
            Assert.DoesNotContain(EventTypeNames.All, other => EventTypeNames.IsA(name, other));
        }
    }

    [Fact]
    public void Bytes_are_shown_as_Python_shows_them()
    {
        foreach (var row in Rows("reprs"))
            Assert.Equal(Text(row, "repr"), PythonText.Repr(Convert.FromHexString(Text(row, "data"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("process_state")]
    [InlineData("PROCESS_STATE_")]
    [InlineData("EVENTS")]
    public void A_name_that_is_none_is_not_known(string name) => Assert.False(EventTypeNames.IsKnown(name));

    [Theory]
    [InlineData("type:ty\ndä", PayloadLengthUnit.Characters, 10)]
    [InlineData("type:ty\ndä", PayloadLengthUnit.Bytes, 11)]
    [InlineData("😀", PayloadLengthUnit.Characters, 1)]
    [InlineData("😀", PayloadLengthUnit.Bytes, 4)]
    public void The_length_counts_what_was_asked_for(string payload, PayloadLengthUnit unit, int length)
    {
        var bytes = new EventEnvelope("s", 1, "p", 2).Wrap(new Tick5With(payload), unit);
        var text = Encoding.UTF8.GetString(bytes);
        Assert.StartsWith($"ver:3.0 server:s serial:1 pool:p poolserial:2 eventname:TICK_5 len:{length}\n", text);
        Assert.Equal(length, unit == PayloadLengthUnit.Bytes ? bytes.Length - bytes.AsSpan().IndexOf((byte)'\n') - 1 : Runes(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_counts_as_the_replacement_that_is_sent()
    {
        var halves = new Tick5With("\ud83dx\ude00");
        Assert.EndsWith(" len:3\n\ufffdx\ufffd", Encoding.UTF8.GetString(new EventEnvelope("s", 1, "p", 2).Wrap(halves)));
        Assert.Contains(" len:7\n", Encoding.UTF8.GetString(new EventEnvelope("s", 1, "p", 2).Wrap(halves, PayloadLengthUnit.Bytes)));
    }

    [Fact]
    public void Serial_numbers_begin_at_0_and_wrap_after_the_largest()
    {
        var fresh = new SerialCounter();
        Assert.Equal([0, 1, 2], [fresh.Next(), fresh.Next(), fresh.Next()]);
        var old = new SerialCounter(long.MaxValue - 1);
        Assert.Equal([long.MaxValue, 0, 1], [old.Next(), old.Next(), old.Next()]);
    }

    [Fact]
    public void An_event_keeps_its_number_and_is_equal_to_one_that_has_another()
    {
        var counter = new SerialCounter(6);
        var first = new TickEvent(TickPeriod.Minute, 60);
        var second = new TickEvent(TickPeriod.Minute, 60);
        Assert.Equal([7, 7, 8, 7], [first.Serial(counter), first.Serial(counter), second.Serial(counter), first.Serial(counter)]);
        Assert.Equal(first, second);
        Assert.NotEqual(first, new TickEvent(TickPeriod.Minute, 120));
        Assert.NotEqual<SupervisorEvent>(new RemoteCommunicationEvent("", ""), new SupervisorStateEvent(SupervisorStateChange.Running));
    }

    private static int Runes(string text) => text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].EnumerateRunes().Count();

    private static SupervisorEvent Make(JsonElement row) => Text(row, "kind") switch
    {
        "state" => new ProcessStateEvent(
            State(Text(row, "to")), "web_00", "web", State(Text(row, "before")), Number(row, "tries"), Number(row, "pid"),
            row.GetProperty("expected").GetBoolean()),
        "log" => new ProcessLogEvent(Text(row, "channel"), "cat", "zoo", 12, Convert.FromHexString(Text(row, "data"))),
        "communication" => new ProcessCommunicationEvent(Text(row, "channel"), "cat", "zoo", 12, Convert.FromHexString(Text(row, "data"))),
        "supervisor" => new SupervisorStateEvent(Enum.Parse<SupervisorStateChange>(Text(row, "change"))),
        "group" => new ProcessGroupEvent(Enum.Parse<ProcessGroupChange>(Text(row, "change")), "zoo"),
        "remote" => new RemoteCommunicationEvent(Text(row, "about"), Text(row, "data")),
        _ => new TickEvent((TickPeriod)Number(row, "period"), 1700000000L / Number(row, "period") * Number(row, "period")),
    };

    private static ProcessState State(string wireName) => Enum.GetValues<ProcessState>().Single(s => s.WireName() == wireName);

    private static JsonElement[] Rows(string table) => [.. Recorded.GetProperty(table).EnumerateArray()];

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static int Number(JsonElement row, string name) => row.GetProperty(name).GetInt32();

    private sealed record Tick5With(string Text) : SupervisorEvent
    {
        public override string TypeName => EventTypeNames.Tick5;

        public override string Payload => Text;
    }
}
