using System.Text;
using System.Text.Json;
using Supervisor.Server.Listeners;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Listeners;

/// <summary>The table, cell by cell, against what stock's own dispatcher did: record_listener_cells.py beside this file.</summary>
public class ListenerProtocolTests
{
    private static readonly ListenerStatus Busy = new(ListenerState.Busy);

    [Fact]
    public void Every_recorded_cell_and_walk_comes_out_as_in_stock()
    {
        var recorded = Recordings.Read("Server/Listeners/listener_cells.json");
        var cells = 0;
        foreach (var run in recorded.EnumerateArray())
        {
            var inputs = run.GetProperty("inputs").EnumerateArray().Select(i => i.GetString()!).ToList();
            var expected = run.GetProperty("outcome").EnumerateArray().Select(Show).ToList();
            var actual = Replay(inputs).ToList();
            Assert.True(
                expected.SequenceEqual(actual[^expected.Count..]),
                $"{string.Join(" | ", inputs.Select(Readable))}\nstock: {string.Join('\n', expected)}\nhere:  {string.Join('\n', actual)}");
            cells += expected.Count;
        }
        Assert.True(cells > 2500, $"only {cells} cells were recorded");
    }

    [Theory]
    [InlineData(nameof(ListenerState.Acknowledged))]
    [InlineData(nameof(ListenerState.Busy))]
    [InlineData(nameof(ListenerState.Unknown))]
    public void An_event_can_be_sent_only_to_a_listener_that_is_ready(string name)
    {
        var state = Enum.Parse<ListenerState>(name);
        var (status, effects) = Next(new ListenerStatus(state), new ListenerInput.EventSent());
        Assert.Equal(state, status.State);
        Assert.Empty(effects);
    }

    [Theory]
    [InlineData(nameof(ListenerState.Acknowledged), 0)]
    [InlineData(nameof(ListenerState.Ready), 0)]
    [InlineData(nameof(ListenerState.Busy), 1)]
    [InlineData(nameof(ListenerState.Unknown), 0)]
    public void A_listener_that_dies_or_is_born_begins_anew_and_gives_its_event_back(string name, int returned)
    {
        foreach (ListenerInput input in (ListenerInput[])[new ListenerInput.Died(), new ListenerInput.Spawned()])
        {
            var result = new PartialResult(4, 4, default);
            var before = new ListenerStatus(Enum.Parse<ListenerState>(name)) { Pending = "RE"u8.ToArray(), Result = result };
            var (status, effects) = Next(before, input);
            Assert.Equal(ListenerStatus.New, status);
            Assert.Equal(Enumerable.Repeat(new ListenerEffect.EventReturned(), returned), effects);
        }
    }

    [Fact]
    public void A_negative_length_is_a_bad_result_line_where_stock_recurses_until_it_drops_the_channel()
    {
        var (status, effects) = Next(Busy, Bytes("RESULT -1\nOK"));
        Assert.Equal(ListenerState.Unknown, status.State);
        Assert.Equal(
            [
                new ListenerEffect.BadResultLine("RESULT -1"),
                new ListenerEffect.Changed(ListenerState.Busy, ListenerState.Unknown),
                new ListenerEffect.EventReturned(),
            ],
            effects);
    }

    [Fact]
    public void A_result_line_without_end_is_given_up_at_the_limit()
    {
        var below = Next(Busy, Bytes(new string('x', ListenerProtocol.MaxResultLineBytes - 1)));
        Assert.Equal(ListenerState.Busy, below.Status.State);
        Assert.Equal(ListenerState.Unknown, Next(below.Status, Bytes("x")).Status.State);
        Assert.Equal(ListenerState.Unknown, Next(below.Status, Bytes("\n")).Status.State);
    }

    [Fact]
    public void Of_a_long_answer_no_more_is_kept_than_is_needed()
    {
        var status = Next(Busy, Bytes("RESULT 99999999999999999999999\n")).Status;
        for (var i = 0; i < 10; i++)
            status = Next(status, Bytes(new string('x', 100_000))).Status;
        Assert.Equal(long.MaxValue - 1_000_000, status.Result!.Value.Missing);
        Assert.Equal(2, status.Result.Value.Head.Length);
        Assert.True(status.Pending.IsEmpty);
    }

    [Fact]
    public void What_is_kept_does_not_change_with_the_buffer_it_was_read_into()
    {
        var buffer = "REA"u8.ToArray();
        var status = Next(ListenerStatus.New, new ListenerInput.BytesArrived(buffer)).Status;
        buffer.AsSpan().Fill((byte)'!');
        Assert.Equal(ListenerState.Ready, Next(status, Bytes("DY\n")).Status.State);

        buffer = "RESULT 2\nO"u8.ToArray();
        status = Next(Busy, new ListenerInput.BytesArrived(buffer)).Status;
        buffer.AsSpan().Fill((byte)'!');
        Assert.Contains(new ListenerEffect.Processed(), Next(status, Bytes("K")).Effects);
    }

    [Fact]
    public void Random_bytes_never_throw_and_an_event_in_flight_is_settled_once()
    {
        var random = new Random(5);
        var words = new[] { "READY\n", "RESULT ", "RESULT 2\nOK", "2\n", "OK", "\n", "\u00ff", "RESULT 5\nFAILS" };
        for (var round = 0; round < 500; round++)
        {
            var (status, inFlight) = (ListenerStatus.New, false);
            for (var step = 0; step < 30; step++)
            {
                ListenerInput input = random.Next(4) == 0 ? new ListenerInput.EventSent() : Bytes(words[random.Next(words.Length)]);
                inFlight |= input is ListenerInput.EventSent && status.State == ListenerState.Ready;
                var (after, effects) = Next(status, input);
                foreach (var effect in effects.Where(e => e is ListenerEffect.Processed or ListenerEffect.EventReturned))
                {
                    Assert.True(inFlight, $"{effect} without an event");
                    inFlight = false;
                }
                Assert.Equal(inFlight, after.State == ListenerState.Busy);
                status = after;
            }
        }
    }

    private static IEnumerable<string> Replay(IEnumerable<string> inputs)
    {
        var status = ListenerStatus.New;
        foreach (var input in inputs)
        {
            var transition = input switch
            {
                "event" => Next(status, new ListenerInput.EventSent()),
                // A read of nothing is the end of the pipe, which the protocol is not told of.
                "" => new ListenerTransition(status, []),
                _ => Next(status, new ListenerInput.BytesArrived(Convert.FromHexString(input))),
            };
            status = transition.Status;
            yield return Show(status, transition.Effects);
        }
    }

    private static string Show(JsonElement outcome) => Show(
        outcome[0].GetString()!,
        outcome[1].GetString()!,
        outcome[2].EnumerateArray().Select(line => line.GetString()!),
        outcome[3].GetBoolean());

    private static string Show(ListenerStatus status, IReadOnlyList<ListenerEffect> effects)
    {
        var log = new RecordedLog();
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case ListenerEffect.Changed(var from, var to):
                    log.Changed("l", from, to);
                    break;
                case ListenerEffect.Processed:
                    log.Processed("l");
                    break;
                case ListenerEffect.Rejected:
                    log.Rejected("l");
                    break;
                case ListenerEffect.BadResultLine(var line):
                    log.BadResultLine("l", line);
                    break;
            }
        }
        return Show(
            status.State.WireName(),
            Convert.ToHexStringLower(status.Pending.Span),
            log.LetteredLines,
            effects.Contains(new ListenerEffect.EventReturned()));
    }

    private static string Show(string state, string pending, IEnumerable<string> log, bool returned) =>
        $"{state} [{Readable(pending)}] {(returned ? "returned " : "")}{string.Join("; ", log)}";

    private static string Readable(string hex) =>
        hex == "event" ? hex : Encoding.Latin1.GetString(Convert.FromHexString(hex)).Replace("\n", "\\n");

    /// <summary>Every status goes through the text of a snapshot before the next input.</summary>
    private static ListenerTransition Next(ListenerStatus status, ListenerInput input) => ListenerProtocol.Next(WrittenDown.AndReadBack(status), input);

    private static ListenerInput.BytesArrived Bytes(string text) => new(Encoding.Latin1.GetBytes(text));
}
