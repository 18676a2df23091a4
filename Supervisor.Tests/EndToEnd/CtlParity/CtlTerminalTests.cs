using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>The shell on a terminal: the same keys typed into stock's client and into ours show the same.</summary>
public partial class CtlTerminalTests
{
    private const string Ready = "supervisor> ";
    private const string Programs =
        """
        [program:cat]
        command=/bin/cat
        startsecs=0
        stdout_logfile=@dir@/cat.log
        [program:web]
        command=/bin/cat
        process_name=web-%(process_num)d
        numprocs=2
        startsecs=0
        """;

    [Fact]
    public Task The_shell_ends_by_quit() => AreAlikeAsync((Ready, "quit\r"));

    [Fact]
    public Task The_shell_ends_by_ctrl_d() => AreAlikeAsync((Ready, "\u0004"));

    [Fact]
    public async Task The_shell_ends_by_ctrl_c() => Assert.EndsWith("\nsupervisor>\n", await InterruptedAsync((Ready, "\u0003")), StringComparison.Ordinal);

    [Fact]
    public Task Lines_are_edited_with_the_keys_of_readline() => AreAlikeAsync(
        (Ready, "verzion\u001b[D\u001b[D\u001b[D\u001b[D\bs\r"), (Ready, "statuss\bx\u001b[3~\u007f cat\r"), (Ready, "at cat\u0001st\u0006\u0006us\r"),
        (Ready, "pid nope\u0017cat\u0001\u000b\u0019\r"), (Ready, "cat\u001bbstatus \u0005\u0014\u0014\r"), (Ready, "one two\u001bb\u001bd\u0015\u0004"));

    [Fact]
    public Task Earlier_lines_come_back() => AreAlikeAsync(
        (Ready, "status cat\r"), (Ready, "bogus\r"), (Ready, "\u0010\u0010"), ("status cat", "\r"), (Ready, "unfin\u001b[A"), ("status cat", "\u001b[B"),
        ("unfin", "\u0015\u0004"));

    [Fact]
    public Task Tab_completes_commands_and_names() => AreAlikeAsync(
        (Ready, "vers\t\r"), (Ready, "hel\tup\t\u0015status c\t\r"), (Ready, "status web:web-1\t\r"), (Ready, "remove we\t\u0015\u0004"));

    [Fact]
    public Task Reload_and_shutdown_ask_first() => AreAlikeAsync(
        (Ready, "reload\r"), ("y/N\\? ", "n\r"), (Ready, "shutdown\r"), ("y/N\\? ", "\r"), (Ready, "shutdown\r"), ("y/N\\? ", "\u0004"), (Ready, "quit\r"));

    [Fact]
    public async Task Ctrl_c_at_a_question_ends_the_shell() => Assert.EndsWith(
        "\nsupervisor> reload\nReally restart the remote supervisord process y/N?\n",
        await InterruptedAsync((Ready, "reload\r"), ("y/N\\? ", "\u0003")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Ctrl_c_ends_a_followed_log_and_not_the_shell() => Assert.EndsWith(
        "(startsecs)\n^C\nsupervisor> quit\n\n",
        await InterruptedAsync((Ready, "tail -f cat\r"), ("exit <==\r\n", "\u0003"), (Ready, "maintail -f\r"), ("web-1 entered RUNNING.*\n", "\u0003"), (Ready, "quit\r")),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_server_with_a_password_gets_it_from_the_terminal_and_does_not_show_it()
    {
        var port = FreePort.Take();
        await using var supervisor = await StartAsync($"[inet_http_server]\nport=127.0.0.1:{port}\nusername=user\npassword=secret\n");
        (string, string)[] script =
        [
            ("Username:", "user\r"), ("Password:", "wrong\r"), ("Username:", "user\r"), ("Password:", "secret\r"), (Ready, "version\r"), (Ready, "quit\r"),
        ];
        await AreAlikeAsync(supervisor, ["-s", $"http://127.0.0.1:{port}"], script);
    }

    [Fact]
    public async Task Fg_shows_the_output_and_sends_what_is_typed()
    {
        await using var supervisor = await StartAsync();
        var session = await TerminalSession.TypeAsync(
            await TerminalSession.OursAsync(), ["-c", supervisor.ConfigurationPath],
            (Ready, "fg cat\r"), ("exit <==\r\n", "hello\r"), ("hello\r\nhello\r\n", "\u0003"),
            (Ready, "fg cat\r"), ("exit <==\r\nhello\r\n", "bye\r"), ("bye\r\nbye\r\n", "\u0004"), (Ready, "quit\r"));
        Assert.Matches(@"hello\nhello\n\^C?Exiting foreground\nsupervisor> fg cat", Screen.Render(session.Shown));
        Assert.Equal(0, session.ExitCode);
    }

    [Fact]
    public async Task Tab_twice_lists_what_there_is()
    {
        await using var supervisor = await StartAsync();
        var session = await TerminalSession.TypeAsync(
            await TerminalSession.OursAsync(), ["-c", supervisor.ConfigurationPath],
            (Ready, "st\t\t"), ("start  status  stop\r\n", "\u0015stop web:\t\t"), ("web:web-1", "\u0015\u0004"));
        Assert.Contains("supervisor> stop web:\nweb:*  web:web-0  web:web-1\nsupervisor>", Screen.Render(session.Shown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_r_finds_an_earlier_line()
    {
        await using var supervisor = await StartAsync();
        var session = await TerminalSession.TypeAsync(
            await TerminalSession.OursAsync(), ["-c", supervisor.ConfigurationPath],
            (Ready, "status cat\r"), (Ready, "bogus\r"), (Ready, "\u0012tus"), ("`tus': status cat", "\r"), ("uptime [^>]*> ", "\u0004"));
        Assert.Equal(3, Regex.Count(Screen.Render(session.Shown), "^cat .*RUNNING", RegexOptions.Multiline));
    }

    [Fact]
    public async Task A_line_longer_than_the_terminal_goes_on_in_the_next_row()
    {
        await using var supervisor = await StartAsync();
        var many = string.Join(' ', Enumerable.Repeat("cat", 80));
        var session = await TerminalSession.TypeAsync(
            await TerminalSession.OursAsync(), ["-c", supervisor.ConfigurationPath], (Ready, $"status {many}\u0001\u0005\r"), (Ready, "\u0004"));
        Assert.Equal(81, Regex.Count(Screen.Render(session.Shown), "^cat .*RUNNING", RegexOptions.Multiline));
    }

    [Fact]
    public async Task The_history_file_keeps_lines_for_the_next_shell()
    {
        await using var supervisor = await StartAsync("[supervisorctl]\nhistory_file=%(here)s/history\n");
        var ours = await TerminalSession.OursAsync();
        var history = supervisor.Directory["history"];
        await TerminalSession.TypeAsync(ours, ["-c", supervisor.ConfigurationPath], (Ready, "status cat\r"), (Ready, "\u0004"));
        Assert.Equal("status cat\n", await File.ReadAllTextAsync(history));
        var second = await TerminalSession.TypeAsync(
            ours, ["-c", supervisor.ConfigurationPath, "-r", history], (Ready, "\u0010"), ("status cat", "\r"), (Ready, "pid\r"), (Ready, "\u0004"));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal("status cat\npid\n", await File.ReadAllTextAsync(history));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(history));
    }

    /// <summary>Ours alone, with what stock shows recorded: stock may or may not have put its signal handler in place by then.</summary>
    private static async Task<string> InterruptedAsync(params (string Seen, string Typed)[] script)
    {
        await using var supervisor = await StartAsync();
        var session = await TerminalSession.TypeAsync(await TerminalSession.OursAsync(), ["-c", supervisor.ConfigurationPath], script);
        Assert.Equal(0, session.ExitCode);
        return Screen.Render(session.Shown);
    }

    private static async Task AreAlikeAsync(params (string Seen, string Typed)[] script)
    {
        await using var supervisor = await StartAsync();
        await AreAlikeAsync(supervisor, ["-c", supervisor.ConfigurationPath], script);
    }

    private static async Task AreAlikeAsync(RunningSupervisor supervisor, string[] arguments, (string Seen, string Typed)[] script)
    {
        var stock = await TerminalSession.TypeAsync(await StockSupervisor.ProgramAsync("supervisorctl"), arguments, script);
        var ours = await TerminalSession.TypeAsync(await TerminalSession.OursAsync(), arguments, script);
        Assert.Equal(Normal(stock.Shown), Normal(ours.Shown));
        Assert.Equal(stock.ExitCode, ours.ExitCode);
    }

    private static string Normal(string shown) => Where().Replace(Uptime().Replace(Screen.Render(shown), "uptime <uptime>"), ": file: <where>");

    private static async Task<RunningSupervisor> StartAsync(string more = "")
    {
        var supervisor = await RunningSupervisor.StartAsync(Programs + "\n" + more);
        foreach (var name in new[] { "cat", "web:web-0", "web:web-1" })
            await supervisor.Rpc.WaitForStateAsync(name, "RUNNING");
        return supervisor;
    }

    [GeneratedRegex(": file: .* line: [0-9]+")]
    private static partial Regex Where();

    [GeneratedRegex("uptime [0-9:]+")]
    private static partial Regex Uptime();
}
