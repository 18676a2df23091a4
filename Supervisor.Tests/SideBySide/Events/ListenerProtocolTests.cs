using System.Text.RegularExpressions;

namespace Supervisor.Tests.SideBySide.Events;

/// <summary>
/// Listeners that answer well, badly and not at all, with stock and with ours: the same events to the same listeners, and the same lines in
/// the main log, at debug, where the whole protocol shows.
/// </summary>
public partial class ListenerProtocolTests
{
    private const string Common =
        """
        [supervisord]
        loglevel=debug
        [eventlistener:@pool@]
        @listen @pool@@
        events=REMOTE_COMMUNICATION
        startsecs=0
        priority=7

        """;

    [Fact]
    public Task A_rejected_event_comes_again_under_the_same_numbers() => CompareAsync(
        "refuse",
        "",
        async stage =>
        {
            await stage.RemoteAsync("reject once", "for the second time");
            await stage.WaitForAsync("refuse", "it twice", record => record.Payload.EndsWith("time", StringComparison.Ordinal), times: 2);
            await stage.RemoteAsync("next", "");
            await stage.WaitForAsync("refuse", "the next", record => record.Payload == "type:next\n");
        });

    [Fact]
    public Task An_event_whose_listener_dies_of_it_goes_to_the_next_child() => CompareAsync(
        "die",
        "autorestart=true\n",
        async stage =>
        {
            await stage.RemoteAsync("die once", "");
            await stage.WaitForAsync("die", "it twice", record => true, times: 2);
        });

    [Fact]
    public Task A_result_line_without_a_length_ends_the_conversation_and_another_listener_gets_the_event() => CompareAsync(
        "bad",
        "numprocs=2\nprocess_name=%(program_name)s%(process_num)d\n",
        async stage =>
        {
            await stage.WaitForLogAsync("bad0: ACKNOWLEDGED -> READY");
            await stage.WaitForLogAsync("bad1: ACKNOWLEDGED -> READY");
            await stage.RemoteAsync("bad once", "");
            await stage.WaitForAsync("bad", "it twice", record => true, times: 2);
            await stage.WaitForLogAsync("bad1: event was processed");
        });

    [Fact]
    public Task A_result_of_nothing_is_taken_in_with_what_comes_after_it() => CompareAsync(
        "nothing",
        "",
        async stage =>
        {
            await stage.RemoteAsync("nothing once", "");
            await stage.WaitForAsync("nothing", "it twice", record => true, times: 2);
        });

    [Fact]
    public Task A_listener_that_says_READY_twice_gets_no_more_events() => CompareAsync(
        "chatter",
        "",
        async stage =>
        {
            await stage.RemoteAsync("chatter", "");
            await stage.WaitForLogAsync("chatter: has entered the UNKNOWN state");
            await stage.RemoteAsync("in vain", "");
        });

    [Fact]
    public Task Several_listeners_of_a_pool_take_turns_in_the_order_of_the_configuration() => CompareAsync(
        "crew",
        "numprocs=3\nprocess_name=%(program_name)s%(process_num)d\n",
        async stage =>
        {
            foreach (var number in new[] { 0, 1, 2 })
                await stage.WaitForLogAsync($"crew{number}: ACKNOWLEDGED -> READY");
            for (var count = 1; count <= 3; count++)
            {
                await stage.RemoteAsync("hold", $"{count}");
                await stage.WaitForAsync("crew", $"event {count}", record => true, times: count);
            }
            stage.Go("crew");
            foreach (var number in new[] { 0, 1, 2 })
                await stage.WaitForLogAsync($"crew{number}: event was processed");
        });

    [Fact]
    public async Task A_full_buffer_loses_its_oldest_events_and_the_log_says_which()
    {
        var (stock, ours) = await PlayBothAsync(
            Common.Replace("@listen @pool@@", "@listen late@ late", StringComparison.Ordinal).Replace("@pool@", "late", StringComparison.Ordinal)
            + "buffer_size=2\n",
            "late",
            async stage =>
            {
                for (var number = 0; number < 5; number++)
                    await stage.RemoteAsync("event", $"{number}");
                stage.Go("late");
                await stage.WaitForAsync("late", "the newest", record => record.Payload == "type:event\n4");
            });
        Assert.Equal(stock.Events, ours.Events);
        // Stock takes an event out and puts it back where it finds nobody to send it to.
        var log = stock.Log.Where(line => !line.Contains("rebuffering", StringComparison.Ordinal));
        Assert.Equal(log, ours.Log);
        Assert.Equal(3, ours.Log.Count(line => line.StartsWith("ERRO pool late event buffer overflowed, discarding event ", StringComparison.Ordinal)));
        Assert.Equal(2, ours.Events.Count);
    }

    private static async Task CompareAsync(string pool, string options, Func<EventStage, Task> play)
    {
        var (stock, ours) = await PlayBothAsync(Common.Replace("@pool@", pool, StringComparison.Ordinal) + options, pool, play);
        Assert.NotEmpty(ours.Events);
        Assert.Equal(stock.Events, ours.Events);
        Assert.True(stock.Log.SequenceEqual(ours.Log), $"stock:\n{string.Join('\n', stock.Log)}\n\nours:\n{string.Join('\n', ours.Log)}");
    }

    private static Task<(Told Stock, Told Ours)> PlayBothAsync(string sections, string pool, Func<EventStage, Task> play) =>
        EventStage.BothAsync(sections, async stage =>
        {
            await play(stage);
            await stage.EndAsync();
            var events = stage.Records(pool).Select(record => record.ToString()).ToList();
            return new Told(events, Lines(stage, pool));
        });

    /// <summary>
    /// What the log says of the pool's listeners, one listener after the other. What depends on the moment is left out: how stdout
    /// was cut into reads, and whether a child was RUNNING before it was READY; and what each program calls its closed descriptors.
    /// </summary>
    private static List<string> Lines(EventStage stage, string pool) =>
    [
        .. MainLogEntry.All(stage.Supervisor)
            .Select(entry => Varying().Replace(entry.ToString(), "$1 <n>"))
            .Where(line => Regex.IsMatch(line, $@"\b{pool}[0-9]?\b") && !line.Contains("output:", StringComparison.Ordinal))
            .Where(line => !Regex.IsMatch(line, "stopped monitoring|to die|entered RUNNING"))
            .OrderBy(line => Regex.Match(line, $@"\b{pool}[0-9]?\b").Value, StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"\b(pid) [0-9]+")]
    private static partial Regex Varying();

    private sealed record Told(IReadOnlyList<string> Events, IReadOnlyList<string> Log);
}
