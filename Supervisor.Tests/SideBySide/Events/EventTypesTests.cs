using Supervisor.Rpc.Contract;

namespace Supervisor.Tests.SideBySide.Events;

/// <summary>
/// The same programs, the same calls, stock and ours: what a listener gets must be equal, header and payload, in the same order for
/// each process. (Between processes stock's order depends on when it looks.)
/// </summary>
public class EventTypesTests
{
    private const string Sections =
        """
        [supervisord]
        identifier=judged
        [eventlistener:all]
        @listen all@
        events=EVENT
        buffer_size=1000
        priority=-100
        startsecs=0
        [eventlistener:parents]
        @listen parents@
        events=PROCESS_COMMUNICATION,PROCESS_LOG,PROCESS_GROUP,REMOTE_COMMUNICATION
        buffer_size=1000
        priority=-90
        startsecs=0
        [eventlistener:twice]
        @listen twice@
        events=process_state,PROCESS_STATE_RUNNING , PROCESS_STATE_RUNNING
        buffer_size=1000
        priority=-80
        startsecs=0
        [program:cat]
        command=/bin/cat
        startsecs=0
        [program:missing]
        command=@dir@/missing
        startretries=1
        [program:quick]
        command=/bin/sh -c "sleep 0.5; exit 1"
        autostart=false
        startsecs=60
        [program:steady]
        command=/bin/sleep 1000
        startsecs=1
        [program:exits]
        command=/bin/sh -c "sleep 0.3; exit 3"
        startsecs=0
        autorestart=false
        [program:expected]
        command=/bin/sh -c "sleep 0.3; exit 3"
        startsecs=0
        exitcodes=3
        [program:stubborn]
        command=/bin/sh -c "trap '' TERM; while :; do sleep 0.1; done"
        startsecs=0
        stopwaitsecs=1
        [group:pair]
        programs=talk,tell
        [program:talk]
        command=/bin/sh -c "while read line; do printf '%%b' \"$line\"; printf '%%b' \"$line\" >&2; done"
        startsecs=0
        stdout_events_enabled=true
        stderr_events_enabled=true
        [program:tell]
        command=/bin/sh -c "while read line; do printf '%%b' \"$line\"; printf '%%b' \"$line\" >&2; done"
        startsecs=0
        stdout_events_enabled=true
        stderr_events_enabled=true
        stdout_capture_maxbytes=1MB
        stderr_capture_maxbytes=1MB
        """;

    private static readonly string[] Listeners = ["all", "parents", "twice"];

    private static readonly string[] NotSeenHere =
    [
        // A wait of up to an hour, and one for a kernel that refuses root a kill: both are told by the recorded payloads.
        EventTypeNames.Tick60, EventTypeNames.Tick3600, EventTypeNames.ProcessStateUnknown,
    ];

    private static readonly string[] Abstract =
    [
        EventTypeNames.Event, EventTypeNames.ProcessState, EventTypeNames.ProcessLog, EventTypeNames.ProcessCommunication,
        EventTypeNames.SupervisorStateChange, EventTypeNames.Tick, EventTypeNames.ProcessGroup,
    ];

    [Fact]
    public async Task Every_event_reaches_its_listeners_as_from_stock()
    {
        var (stock, ours) = await EventStage.BothAsync(Sections, PlayAsync);
        var kinds = ours["all"].Select(record => record.Name).ToHashSet();
        Assert.Equal(EventTypeNames.All.Except(Abstract).Except(NotSeenHere).Order(), kinds.Except(NotSeenHere).Order());
        foreach (var pool in stock.Keys)
        {
            Check(stock[pool]);
            Check(ours[pool]);
            var (expected, seen) = (Told(stock[pool]), Told(ours[pool]));
            Assert.Equal(expected.Keys, seen.Keys);
            foreach (var (subject, told) in expected)
                Assert.True(IsAsTold(told, seen[subject]), $"pool {pool}, stock:\n{told}\n\nours:\n{seen[subject]}");
        }
        foreach (var name in new[] { "cat", "steady", "talk", "tell" })
            Assert.Equal(EventTypeNames.ProcessStateStopped, ours["all"].Last(record => record.Subject.StartsWith($"processname:{name} ", StringComparison.Ordinal)).Name);
        Assert.Contains(ours["twice"], record => ours["twice"].Count(other => other.Header == record.Header) == 2);
    }

    private static async Task<Dictionary<string, IReadOnlyList<EventRecord>>> PlayAsync(EventStage stage)
    {
        await stage.WaitForAsync("all", "the programs' start", record => record.Name == EventTypeNames.ProcessStateRunning, times: 10);
        await stage.WaitForAsync("all", "a program that is given up", record => record.Name == EventTypeNames.ProcessStateFatal);
        await stage.WaitForAsync("all", "exits", record => record.Name == EventTypeNames.ProcessStateExited, times: 2);
        await ControlAsync(stage);
        await TalkAsync(stage);
        await stage.RemoteAsync("greeting", "dätä 日本 \U0001F600\nand a second line\n");
        await stage.RemoteAsync("", "");
        stage.Supervisor.Reconfigure(await EventStage.WithListenersAsync(
            Sections + "\n[program:later]\ncommand=/bin/cat\nautostart=false\n", stage.Supervisor.Directory));
        await stage.CallAsync("supervisor.reloadConfig");
        await stage.CallAsync("supervisor.addProcessGroup", "later");
        await stage.CallAsync("supervisor.removeProcessGroup", "later");
        await stage.WaitForAsync("all", "a tick", record => record.Name == EventTypeNames.Tick5);
        await stage.RemoteAsync("last", "");
        await stage.WaitForAsync("all", "all of it", record => record.Payload == "type:last\n");
        await stage.EndAsync();
        return Listeners.ToDictionary(pool => pool, stage.Records);
    }

    private static async Task ControlAsync(EventStage stage)
    {
        await stage.CallAsync("supervisor.stopProcess", "cat");
        await stage.CallAsync("supervisor.startProcess", "cat");
        await stage.CallAsync("supervisor.stopProcess", "stubborn");
        await stage.CallAsync("supervisor.startProcess", "quick", false);
        // Between two attempts: the way from BACKOFF to STOPPED.
        await stage.Supervisor.Rpc.WaitForStateAsync("quick", "BACKOFF");
        await stage.CallAsync("supervisor.stopProcess", "quick");
    }

    private static async Task TalkAsync(EventStage stage)
    {
        await SayAsync(stage, "talk", "PROCESS_LOG", [@"plain\n", "no newline", @"z\0303\0266\n", @"not \0210 UTF-8\n"]);
        // Stock holds back what is shorter than a token, so each piece of text here is longer.
        await SayAsync(
            stage,
            "tell",
            "PROCESS_COMMUNICATION",
            [
                @"what comes before a token<!--XSUPERVISOR:BEGIN-->b\0303\0244tween\n<!--XSUPERVISOR:END-->a tail that is longer than a token\n",
                @"<!--XSUPERVISOR:BEGIN-->\0377<!--XSUPERVISOR:END-->",
                @"<!--XSUPERVISOR:BEGIN--><!--XSUPERVISOR:END--><!--XSUPERVISOR:BEGIN-->second<!--XSUPERVISOR:END-->",
            ]);
    }

    /// <summary>One read, one event: each line is seen to have arrived before the next is sent.</summary>
    private static async Task SayAsync(EventStage stage, string process, string kind, string[] lines)
    {
        for (var said = 1; said <= lines.Length; said++)
        {
            // The shell's read takes a backslash before each character that is to stay.
            var line = lines[said - 1].Replace("\\", "\\\\", StringComparison.Ordinal);
            await stage.CallAsync("supervisor.sendProcessStdin", $"pair:{process}", line + "\n");
            foreach (var channel in new[] { "STDOUT", "STDERR" })
            {
                await stage.WaitForAsync(
                    "all", line, record => record.Name == $"{kind}_{channel}" && record.Subject.StartsWith($"processname:{process} "), said);
            }
        }
    }

    /// <summary>At the very end stock's listeners hear of what stops if they are quick; ours hear of all of it.</summary>
    private static bool IsAsTold(string stock, string ours) =>
        ours.StartsWith(stock, StringComparison.Ordinal)
        && ours[stock.Length..].Split('\n').Where(line => line.StartsWith("ver:", StringComparison.Ordinal))
            .All(header => header.Contains("PROCESS_STATE_STOP", StringComparison.Ordinal));

    private static void Check(IReadOnlyList<EventRecord> records)
    {
        Assert.All(records, record => Assert.True(record.CountsCharacters, $"{record.Header}\n{record.Payload}"));
        // Nothing is lost, nothing comes twice but for a doubled subscription, and all in order.
        Assert.Equal(Enumerable.Range(0, records.Select(r => r.PoolSerial).Distinct().Count()).Select(n => (long)n), records.Select(r => r.PoolSerial).Distinct());
        Assert.Equal(records.Select(r => r.Serial).Order(), records.Select(r => r.Serial));
    }

    /// <summary>Ticks differ in number, as the two were not started in the same second; all else is compared, by whom it is about.</summary>
    private static SortedDictionary<string, string> Told(IReadOnlyList<EventRecord> records) => new(
        records.Where(record => !record.Name.StartsWith("TICK", StringComparison.Ordinal))
            .GroupBy(record => record.Subject, record => record.Normalised)
            .ToDictionary(subject => subject.Key, subject => string.Join('\n', subject)),
        StringComparer.Ordinal);
}
