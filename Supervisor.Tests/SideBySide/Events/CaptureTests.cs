namespace Supervisor.Tests.SideBySide.Events;

/// <summary>What children write: between capture tokens, to listeners, to their logs, and to the main log at debug.</summary>
public class CaptureTests
{
    private const string Begin = "<!--XSUPERVISOR:BEGIN-->";
    private const string End = "<!--XSUPERVISOR:END-->";

    private const string Sections =
        """
        [supervisord]
        loglevel=debug
        [eventlistener:ear]
        @listen ear@
        events=PROCESS_COMMUNICATION,PROCESS_LOG
        buffer_size=1000
        startsecs=0
        [program:tell]
        command=/bin/sh -c "while IFS= read -r line; do case $line in bye) exit 0;; esac; printf '%%b' \"$line\"; done"
        startsecs=0
        autorestart=false
        stdout_capture_maxbytes=100
        stdout_events_enabled=true
        stdout_logfile=@dir@/tell.log
        [program:talk]
        command=/bin/sh -c "while read -r line; do printf '%%b' \"$line\" >&2; done"
        startsecs=0
        stderr_events_enabled=true
        stderr_logfile=@dir@/talk.log
        """;

    /// <summary>Held back by stock until more comes, and lost when the child exits.</summary>
    private const string Tail = "post\n";

    [Fact]
    public async Task Capture_goes_as_in_stock_and_loses_nothing_at_the_exit()
    {
        var (stock, ours) = await EventStage.BothAsync(Sections, CaptureAsync);
        Assert.Equal(4, ours.Events.Count);
        Assert.Equal(stock.Events, ours.Events);
        Assert.Equal(stock.Log + Tail, ours.Log);
        Assert.Equal(4, stock.MainLog.Count(line => line == "DEBG 'tell' stdout emitted a comm event"));
        Assert.Equal(4, ours.MainLog.Count(line => line == "DEBG 'tell' stdout emitted a comm event"));
    }

    [Fact]
    public async Task At_debug_the_main_log_repeats_what_children_write_line_for_line_as_in_stock()
    {
        var (stock, ours) = await EventStage.BothAsync(Sections, async stage =>
        {
            string[] pieces = [@"one line\n", "no newline", @"two\nlines\n", @"\0303\0266\0360\0237\0230\0200\n", @"\0210 it's no \0042UTF-8\0042\n", @"\0033[31mred\0033[0m\n", @"\0001\0000\n"];
            for (var said = 1; said <= pieces.Length; said++)
            {
                await SayAsync(stage, "talk", pieces[said - 1]);
                await stage.WaitForAsync("ear", pieces[said - 1], record => record.Name == "PROCESS_LOG_STDERR", said);
            }
            return MainLogEntry.All(stage.Supervisor).Where(entry => entry.Message.StartsWith("'talk'", StringComparison.Ordinal)).ToList();
        });
        Assert.Equal(7, ours.Count);
        Assert.Equal(stock, ours);
        Assert.Equal(new MainLogEntry("DEBG", "'talk' stderr output:\none line"), ours[0]);
    }

    private static async Task<Told> CaptureAsync(EventStage stage)
    {
        // A token in five pieces. (The pieces may arrive together; what is told is the same.)
        foreach (var piece in new[] { Begin[..9], Begin[9..20], Begin[20..] + "caught", " in pieces" + End[..11], End[11..] })
            await SayAsync(stage, "tell", piece);
        await SayAsync(stage, "tell", $"between two tokens, with a < in it and <!-- too\\n{Begin}{new string('x', 300)}{End}");
        await CapturedAsync(stage, 2);
        await SayAsync(stage, "tell", Begin + new string('A', 80));
        await stage.WaitForAsync("ear", "the first part", record => record.Payload.EndsWith('A'));
        await SayAsync(stage, "tell", new string('B', 60));
        await stage.WaitForAsync("ear", "the second part", record => record.Payload.EndsWith('B'));
        await SayAsync(stage, "tell", $"{End}and what comes after the end of it\\n");
        await CapturedAsync(stage, 3);
        await SayAsync(stage, "tell", $"{Begin}{End}and something that is no token: <!--XSUPERVISOR:BEGIN->\\n");
        await CapturedAsync(stage, 4);
        await stage.WaitForAsync("ear", "the last line", record => record.Payload.EndsWith("BEGIN->\n", StringComparison.Ordinal));
        await SayAsync(stage, "tell", Tail.Replace("\n", "\\n", StringComparison.Ordinal));
        await SayAsync(stage, "tell", "bye");
        await stage.Supervisor.Rpc.WaitForStateAsync("tell", "EXITED");
        return new Told(
            [.. stage.Records("ear").Where(record => record.Name.StartsWith("PROCESS_COMM", StringComparison.Ordinal)).Select(record => record.Normalised)],
            await File.ReadAllTextAsync(stage.Supervisor.Directory["tell.log"]),
            [.. MainLogEntry.All(stage.Supervisor).Select(entry => entry.ToString())]);
    }

    private static Task SayAsync(EventStage stage, string process, string text) =>
        stage.CallAsync("supervisor.sendProcessStdin", process, text + "\n");

    private static Task CapturedAsync(EventStage stage, int times) =>
        stage.WaitForAsync("ear", "what was captured", record => record.Name == "PROCESS_COMMUNICATION_STDOUT", times);

    private sealed record Told(IReadOnlyList<string> Events, string Log, IReadOnlyList<string> MainLog);
}
