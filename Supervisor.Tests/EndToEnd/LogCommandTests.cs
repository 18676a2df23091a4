using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisorctl</c> tail, maintail and clear, by stock's client, to the byte.</summary>
public class LogCommandTests
{
    private const string Programs =
        """
        [program:talk]
        command=/bin/sh -c "echo hello; echo oops >&2; exec /bin/cat"
        startsecs=0
        [program:silent]
        command=/bin/cat
        startsecs=0
        stdout_logfile=NONE
        stderr_logfile=NONE
        [group:pair]
        programs=left
        [program:left]
        command=/bin/sh -c "echo from the left; exec /bin/cat"
        startsecs=0
        stdout_logfile=@dir@/left.log
        [program:unborn]
        command=/bin/cat
        autostart=false
        stdout_logfile=@dir@/unborn.log
        """;

    [Fact]
    public async Task Tail_prints_the_end_of_a_channel()
    {
        await using var supervisor = await StartAsync();
        await CtlOutput.ExpectAsync(supervisor, "tail talk", 0, "hello\n\n");
        await CtlOutput.ExpectAsync(supervisor, "tail talk stdout", 0, "hello\n\n");
        await CtlOutput.ExpectAsync(supervisor, "tail talk stderr", 0, "oops\n\n");
        await CtlOutput.ExpectAsync(supervisor, "tail -4 talk", 0, "llo\n\n");
        await CtlOutput.ExpectAsync(supervisor, "tail -0 talk", 0, "hello\n\n");
        await CtlOutput.ExpectAsync(supervisor, "tail pair:left", 0, "from the left\n\n");
    }

    [Fact]
    public async Task Tail_says_what_is_wrong()
    {
        await using var supervisor = await StartAsync();
        await CtlOutput.ExpectAsync(supervisor, "tail silent", 1, "silent: ERROR (no log file)\n");
        await CtlOutput.ExpectAsync(supervisor, "tail unborn", 1, "unborn: ERROR (no log file)\n");
        await CtlOutput.ExpectAsync(supervisor, "tail nope", 1, "nope: ERROR (no such process name)\n");
        await CtlOutput.ExpectAsync(supervisor, "tail talk sideways", 1, "Error: bad channel 'sideways'\n");
        await CtlOutput.ExpectAsync(supervisor, "tail -x talk", 1, "Error: bad argument -x\n");
        await CtlOutput.ExpectUsageAsync(supervisor, "tail", 1, "Error: too few arguments");
        await CtlOutput.ExpectUsageAsync(supervisor, "tail a b c d", 1, "Error: too many arguments");
    }

    [Fact]
    public async Task Maintail_prints_the_end_of_the_main_log()
    {
        await using var supervisor = await StartAsync();
        var log = supervisor.MainLog;
        await CtlOutput.ExpectAsync(supervisor, "maintail -100", 0, log[^100..] + "\n");
        await CtlOutput.ExpectAsync(supervisor, "maintail -x", 1, "Error: bad argument -x\n");
        await CtlOutput.ExpectUsageAsync(supervisor, "maintail a b", 1, "Error: too many arguments");
        File.Delete(supervisor.Directory[TestConfiguration.LogName]);
        await CtlOutput.ExpectAsync(supervisor, "maintail", 1, "supervisord: ERROR (no log file)\n");
    }

    [Fact]
    public async Task Clear_empties_the_logs()
    {
        await using var supervisor = await StartAsync();
        await CtlOutput.ExpectAsync(supervisor, "clear talk", 0, "talk: cleared\n");
        await CtlOutput.ExpectAsync(supervisor, "tail talk", 0, "\n");
        await CtlOutput.ExpectAsync(supervisor, "clear pair:left nope", 1, "pair:left: cleared\nnope: ERROR (no such process)\n");
        await CtlOutput.ExpectAsync(supervisor, "clear all", 0, "pair:left: cleared\nsilent: cleared\ntalk: cleared\nunborn: cleared\n");
        await CtlOutput.ExpectUsageAsync(supervisor, "clear", 1, "Error: clear requires a process name");
    }

    [Fact]
    public async Task Tail_follows_a_growing_log_also_past_its_rotation()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:talk]
            command=/bin/cat
            startsecs=0
            stdout_logfile=@dir@/talk.log
            stdout_logfile_maxbytes=100
            stdout_logfile_backups=1
            """);
        await supervisor.Rpc.WaitForStateAsync("talk", "RUNNING");
        await SayAsync(supervisor, "before");
        await using var tail = await FollowAsync(supervisor, "tail", "-f", "talk");
        await tail.WaitForAsync("before");
        await SayAsync(supervisor, "after");
        await tail.WaitForAsync("after");
        await SayAsync(supervisor, new string('x', 120));
        await SayAsync(supervisor, "rotated");
        await tail.WaitForAsync("rotated");
        Assert.StartsWith("==> Press Ctrl-C to exit <==\n", tail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Maintail_follows_the_main_log()
    {
        await using var supervisor = await StartAsync();
        await using var tail = await FollowAsync(supervisor, "maintail", "-f");
        var pid = await supervisor.Rpc.PidOfAsync("talk");
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "talk");
        await tail.WaitForAsync("stopped: talk (terminated by SIGTERM)");
        Assert.NotEqual(0, pid);
    }

    [Fact]
    public async Task Tail_follows_stderr_and_a_process_of_a_group_and_tells_of_a_truncation()
    {
        await using var supervisor = await StartAsync();
        await using var errors = await FollowAsync(supervisor, "tail", "-f", "talk", "stderr");
        await errors.WaitForAsync("oops\n");
        await using var left = await FollowAsync(supervisor, "tail", "-f", "pair:left");
        await left.WaitForAsync("from the left\n");
        File.WriteAllText(supervisor.Directory["left.log"], "");
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "pair:left", "anew\n");
        await left.WaitForAsync("anew\n");
        Assert.Equal("==> Press Ctrl-C to exit <==\nfrom the left\n==> File truncated <==\nanew\n", left.Text);
        await using var nobody = await FollowAsync(supervisor, "tail", "-f", "nope");
        await nobody.WaitForAsync("==> Press Ctrl-C to exit <==\n");
    }

    [Fact]
    public async Task Fg_shows_what_the_program_says_and_passes_on_what_is_typed()
    {
        await using var supervisor = await StartAsync();
        await using var foreground = await FollowAsync(supervisor, "fg", "talk");
        await foreground.WaitForAsync("==> Press Ctrl-C to exit <==\n");
        await foreground.WaitForAsync("hello\n");
        await foreground.WaitForAsync("oops\n");
        await foreground.TypeAsync("Zażółć");
        await foreground.WaitForAsync("Zażółć\n");
    }

    private static async Task<RunningSupervisor> StartAsync()
    {
        var supervisor = await RunningSupervisor.StartAsync(Programs);
        foreach (var (name, channel) in new[] { ("talk", "Stdout"), ("talk", "Stderr"), ("pair:left", "Stdout") })
        {
            await Eventually.GetAsync(
                () => supervisor.Rpc.CallAsync($"supervisor.readProcess{channel}Log", name, 0, 0),
                reply => reply.Value is string { Length: > 0 },
                $"{channel} of {name}");
        }
        return supervisor;
    }

    private static Task SayAsync(RunningSupervisor supervisor, string line) =>
        supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "talk", line + "\n");

    private static async Task<FollowedOutput> FollowAsync(RunningSupervisor supervisor, params string[] command)
    {
        var client = await StockSupervisor.ProgramAsync("supervisorctl");
        return FollowedOutput.Start(client, ["-c", supervisor.ConfigurationPath, .. command]);
    }
}
