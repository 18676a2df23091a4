using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>supervisord --check</c> and <c>supervisord check</c>, by the program itself.</summary>
public sealed class CheckTests : IDisposable
{
    private const string Sound = "[supervisord]\n[program:cat]\ncommand=/bin/cat\n";

    private readonly TestDirectory _directory = new();

    [Fact]
    public async Task A_sound_configuration_is_0_and_nothing_is_made()
    {
        _directory.Write("main.conf", Sound + "[unix_http_server]\nfile=s.sock\n");
        Assert.Equal(new CompletedChild(0, "", "main.conf: no errors, no warnings\n"), await RunAsync("--check", "-c", "main.conf"));
        Assert.Equal(new CompletedChild(0, "", "main.conf: no errors, no warnings\n"), await RunAsync("check", "-c", "main.conf", "--strict"));
        Assert.Equal(["main.conf"], Directory.GetFileSystemEntries(_directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Mistakes_are_2_and_have_their_lines_on_standard_output()
    {
        _directory.Write("main.conf", Sound + "startsecs=soon\nautostrat=no\n[program:dog]\ncommand=/nope\n");
        var report = "main.conf:4: error: [program:cat] startsecs: invalid literal for int() with base 10: 'soon'\n"
            + "main.conf:5: warning: unknown option autostrat in [program:cat]; did you mean autostart?\n"
            + "main.conf:7: error: [program:dog] command: can't find command '/nope'\n";
        Assert.Equal(new CompletedChild(2, report, "main.conf: 2 errors, 1 warning\n"), await RunAsync("check", "-c", "main.conf"));
    }

    [Fact]
    public async Task A_mount_that_does_not_answer_holds_up_nothing_and_is_named()
    {
        await using var mount = await HangingMount.StartAsync();
        File.WriteAllText(Path.Combine(mount.Backing, "cat"), "");
        _directory.Write("main.conf", Sound + $"directory={mount.Path}\n[program:dog]\ncommand={mount["cat"]}\n[program:eel]\ncommand=/nope\n");
        using (mount.Hang())
        {
            var report = await RunAsync("check", "-c", "main.conf");
            Assert.Equal(2, report.ExitCode);
            Assert.Matches($"^main.conf:4: error: \\[program:cat\\] directory: '{mount.Path}' was not looked at: the fuse\\S* file system at '{mount.Path}' does not answer\n", report.Output);
            Assert.Contains($"main.conf:6: error: [program:dog] command: '{mount["cat"]}' was not looked at: ", report.Output, StringComparison.Ordinal);
            Assert.Contains("main.conf:8: error: [program:eel] command: can't find command '/nope'\n", report.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Processors_that_are_not_there_are_a_warning()
    {
        _directory.Write("main.conf", Sound + "cpu_affinity=0,900-901\n");
        var report = await RunAsync("check", "-c", "main.conf");
        Assert.Equal((0, "main.conf:4: warning: [program:cat] cpu_affinity: this machine has no processor 900, 901; the program runs on the others of the list, and does not start where there are none\n"), (report.ExitCode, report.Output));
    }

    [Fact]
    public async Task Warnings_are_1_only_when_asked_for()
    {
        _directory.Write("main.conf", Sound + "autostrat=no\n");
        Assert.Equal(0, (await RunAsync("check", "-c", "main.conf")).ExitCode);
        Assert.Equal(1, (await RunAsync("check", "-c", "main.conf", "--strict")).ExitCode);
    }

    [Fact]
    public async Task The_printed_configuration_stands_alone_on_standard_output()
    {
        _directory.Write("main.conf", Sound + "autostrat=no\n[inet_http_server]\nport=127.0.0.1:9001\nusername=a\npassword=hidden\n");
        var printed = await RunAsync("--check", "--print", "-c", "main.conf");
        Assert.Equal(0, printed.ExitCode);
        Assert.StartsWith("[supervisord]\n", printed.Output, StringComparison.Ordinal);
        Assert.Contains("\npassword=***\n", printed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", printed.Output + printed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", printed.Output, StringComparison.Ordinal);
        Assert.StartsWith("main.conf:4: warning: ", printed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_daemon_and_its_programs_do_not_notice_a_check()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var (pid, log) = (await supervisor.Rpc.PidOfAsync("cat"), supervisor.MainLog);
        var ours = await Peer.OursAsync();
        Assert.Equal(0, (await ours.RunAsync(["--check", "-c", supervisor.ConfigurationPath], supervisor.Directory.Path)).ExitCode);
        Assert.Equal((pid, log), (await supervisor.Rpc.PidOfAsync("cat"), supervisor.MainLog));
    }

    [Fact]
    public async Task No_configuration_anywhere_is_said_as_at_a_start()
    {
        var missing = await RunAsync("--check", "-c", "nope.conf");
        Assert.Equal((2, "nope.conf:1: error: could not find config file nope.conf\n"), (missing.ExitCode, missing.Output));
    }

    /// <summary>The daemon refuses its configuration right after the hint, so that nothing has to be ended.</summary>
    [Fact]
    public async Task Who_types_t_alone_on_a_terminal_is_told_of_the_check()
    {
        _directory.Write("main.conf", "[supervisord]\nloglevel=loud\n");
        const string Hint = "To test the configuration and start nothing, use --check.";
        Assert.Contains(Hint, (await TypeAsync("-t", "-c", _directory["main.conf"])).Shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Hint, (await TypeAsync("-t", "-n", "-c", _directory["main.conf"])).Shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Hint, (await TypeAsync("--strip_ansi", "-c", _directory["main.conf"])).Shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Hint, (await RunAsync("-t", "-c", "main.conf")).Error, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static async Task<TerminalSession> TypeAsync(params string[] arguments)
    {
        var session = await TerminalSession.TypeAsync(await Peer.OursAsync(), arguments);
        Assert.Equal(2, session.ExitCode);
        return session;
    }

    private async Task<CompletedChild> RunAsync(params string[] arguments) => await (await Peer.OursAsync()).RunAsync(arguments, _directory.Path);
}
