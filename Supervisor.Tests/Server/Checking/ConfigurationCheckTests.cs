using Supervisor.Server.Interop;

namespace Supervisor.Tests.Server.Checking;

/// <summary>What <c>supervisord --check</c> finds, and where. The daemon's section has the lines 1 to 4.</summary>
public class ConfigurationCheckTests
{
    private const string Cat = "[program:cat]\ncommand=/bin/cat\n";

    [Fact]
    public void Nothing_is_wrong_with_a_sound_configuration() => Assert.Empty(CheckFixture.Of(
        Cat + "stdout_logfile=@dir@/cat.log\nuser=root\ndirectory=/\n[unix_http_server]\nfile=@dir@/s.sock\n[program:bare]\ncommand=cat\n"));

    [Fact]
    public void All_mistakes_are_told_and_each_with_its_line() => Assert.Equal(
        [
            "main.conf:6: error: [inet_http_server] port: not a valid port number: '0' ",
            "main.conf:9: error: [program:a] startsecs: invalid literal for int() with base 10: 'soon'",
            "main.conf:10: error: [program:a] stopsignal: value 'LOUD' is not a valid signal name",
            "main.conf:11: error: [program:a] user: Invalid user name nobody-at-all",
            "main.conf:12: warning: unknown option autostrat in [program:a]; did you mean autostart?",
            "main.conf:13: error: program section program:b does not specify a command",
            "main.conf:15: error: [program:c] environment: No closing quotation",
            "main.conf:18: error: [group:g] names unknown program or fcgi-program nope",
            "main.conf:20: error: [eventlistener:l] section requires an \"events\" line",
        ],
        CheckFixture.Of(
            "[inet_http_server]\nport=0\n"
            + "[program:a]\ncommand=/bin/cat\nstartsecs=soon\nstopsignal=LOUD\nuser=nobody-at-all\nautostrat=no\n"
            + "[program:b]\n"
            + "[program:c]\nenvironment=A=\"1\ncommand=/bin/cat\n"
            + "[group:g]\nprograms=c,nope\n"
            + "[program:d]\n[eventlistener:l]\ncommand=/bin/cat\n").Where(line => !line.Contains("program:d", StringComparison.Ordinal)));

    [Fact]
    public void A_mistake_of_a_section_that_is_read_many_times_is_told_once() => Assert.Equal(
        ["main.conf:6: error: [program:n] command: Format string '/bin/%(nope)s' for 'program:n.command' contains names ('nope') which cannot be expanded."],
        CheckFixture.Of("[program:n]\ncommand=/bin/%(nope)s\nprocess_name=%(process_num)d\nnumprocs=5\n[group:g]\nprograms=n,n\n")
            .Select(line => line.Split(" Available names")[0]));

    [Fact]
    public void Lines_that_are_none_are_each_told() => Assert.Equal(
        ["main.conf:6: error: this is neither a section nor an option: 'comand /bin/cat'", "main.conf:7: error: this is neither a section nor an option: 'and more'"],
        CheckFixture.Of("[program:cat]\ncomand /bin/cat\nand more\n"));

    [Fact]
    public void An_included_file_is_named_with_its_own_lines()
    {
        using var fixture = new CheckFixture();
        fixture.Write("part.conf", "; first\n[program:a]\ncommand=/bin/cat\nstartsecs=soon\n");
        var (code, report) = fixture.Check(CheckFixture.Daemon + "[include]\nfiles=part.conf nothing-*.conf\n");
        Assert.Equal(2, code);
        Assert.Equal(
            [
                "main.conf:6: warning: [include] files: No file matches via include \"@dir@/nothing-*.conf\"",
                "@dir@/part.conf:4: error: [program:a] startsecs: invalid literal for int() with base 10: 'soon'",
            ],
            report);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_too()
    {
        Assert.Equal(["main.conf:1: error: .ini file does not include supervisord section"], CheckFixture.OfWhole("[program:x]\ncommand=/bin/cat\n"));
        Assert.Equal(["main.conf:2: error: this stands before the first section: 'a=1'"], CheckFixture.OfWhole("; x\na=1\n"));
    }

    [Theory]
    [InlineData("command=/bin/nope", "main.conf:6: error: [program:x] command: can't find command '/bin/nope'")]
    [InlineData("command=nope-at-all -x", "main.conf:6: error: [program:x] command: can't find command 'nope-at-all'")]
    [InlineData("command=/etc/passwd", "main.conf:6: error: [program:x] command: command at '/etc/passwd' is not executable")]
    [InlineData("command=/etc", "main.conf:6: error: [program:x] command: command at '/etc' is a directory")]
    [InlineData("command=/bin/cat 'x", "main.conf:6: error: [program:x] command: can't parse command \"/bin/cat 'x\": No closing quotation")]
    [InlineData("command=/bin/cat\ndirectory=/nope", "main.conf:7: error: [program:x] directory: '/nope' cannot be entered: No such file or directory")]
    [InlineData("command=/bin/cat\ndirectory=/etc/passwd", "main.conf:7: error: [program:x] directory: '/etc/passwd' is not a directory")]
    [InlineData("command=/bin/cat\nstdout_logfile=/etc", "main.conf:7: error: [program:x] stdout_logfile: '/etc' is a directory")]
    [InlineData("command=/bin/cat\nstderr_logfile=/nope/x.log", "main.conf:7: error: [program:x] stderr_logfile: The directory named as part of the path /nope/x.log does not exist")]
    public void What_a_program_refers_to_is_looked_at(string options, string finding) => Assert.Equal([finding], CheckFixture.Of($"[program:x]\n{options}\n"));

    [Fact]
    public void A_command_is_found_on_the_path_of_its_own_environment() =>
        Assert.Empty(CheckFixture.Of("[program:x]\nenvironment=PATH=/usr/sbin:/sbin:/bin\ncommand=cat\n"));

    /// <summary>Needs root, to look with another user's eyes.</summary>
    [Fact]
    public void Another_users_rights_count_for_its_programs()
    {
        Assert.Equal(0, Credentials.CurrentUid);
        using var fixture = new CheckFixture();
        fixture.Write("private/tool", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.GetDirectoryName(fixture["private"])!, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(fixture["private/tool"], (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(fixture["private"], (UnixFileMode)0b111_000_000);
        const string Tool = "[program:x]\ncommand=@dir@/private/tool\n";
        Assert.Empty(fixture.Check(CheckFixture.Daemon + Tool).Report);
        Assert.Equal(
            ["main.conf:6: error: [program:x] command: no permission to run command '@dir@/private/tool' for the user 65534"],
            fixture.Check(CheckFixture.Daemon + Tool + "user=nobody\n").Report);
        Assert.Equal(
            ["main.conf:7: error: [program:x] directory: '@dir@/private' may not be entered by the program's user"],
            fixture.Check(CheckFixture.Daemon + "[program:x]\ncommand=/bin/cat\ndirectory=@dir@/private\nuser=nobody\n").Report);
        Assert.Equal(0, Credentials.CurrentUid);
    }

    /// <summary>Needs root: the daemon will be another user.</summary>
    [Fact]
    public void The_daemons_user_has_to_be_able_to_write_its_logs() => Assert.Equal(
        [
            "main.conf:2: error: [supervisord] logfile: the user 65534 may not make files in the directory '/etc'",
            "main.conf:5: error: [program:x] stdout_logfile: '/etc/passwd' may not be written by the user 65534",
        ],
        CheckFixture.OfWhole("[supervisord]\nlogfile=/etc/s.log\npidfile=/tmp/s.pid\n[program:x]\nstdout_logfile=/etc/passwd\ncommand=/bin/cat\nstderr_logfile=NONE\n[supervisord]\nuser=nobody\n")
            .Where(line => line.Contains("error", StringComparison.Ordinal)));

    [Theory]
    [InlineData("[inet_http_server]\nport=9001\n[inet_http_server:two]\nport=127.0.0.1:9001\n", "main.conf:8: error: [inet_http_server:two] port: 127.0.0.1:9001 is taken already, by [inet_http_server] (main.conf:6)")]
    [InlineData("[inet_http_server]\nport=localhost:9001\n[fcgi-program:f]\nsocket=tcp://127.0.0.1:9001\ncommand=/bin/cat\n", "main.conf:8: error: [fcgi-program:f] socket: 127.0.0.1:9001 is taken already, by [inet_http_server] (main.conf:6)")]
    [InlineData("[unix_http_server]\nfile=@dir@/x\n[fcgi-program:f]\nsocket=unix://@dir@/x\ncommand=/bin/cat\n", "main.conf:8: error: [fcgi-program:f] socket: @dir@/x is taken already, by [unix_http_server] (main.conf:6)")]
    public void Two_that_want_one_address_are_told(string sections, string finding) => Assert.Equal([finding], CheckFixture.Of(sections));

    [Fact]
    public void Addresses_that_are_free_of_each_other_and_processes_that_share_one_are_fine() => Assert.Empty(CheckFixture.Of(
        "[inet_http_server]\nport=127.0.0.1:9001\n[inet_http_server:two]\nport=127.0.0.2:9001\n[inet_http_server:three]\nport=127.0.0.1:9002\n"
        + "[fcgi-program:f]\nsocket=unix://@dir@/f\ncommand=/bin/cat\nprocess_name=%(process_num)d\nnumprocs=2\n"));

    [Fact]
    public void Warnings_are_no_errors_unless_that_is_asked_for()
    {
        using var fixture = new CheckFixture();
        Assert.Equal(0, fixture.Check(CheckFixture.Daemon + Cat).ExitCode);
        Assert.Equal(0, fixture.Check(CheckFixture.Daemon + Cat, strict: true).ExitCode);
        Assert.Equal(0, fixture.Check(CheckFixture.Daemon + Cat + "autostrat=no\n").ExitCode);
        Assert.Equal(1, fixture.Check(CheckFixture.Daemon + Cat + "autostrat=no\n", strict: true).ExitCode);
        Assert.Equal(2, fixture.Check(CheckFixture.Daemon + Cat + "autostrat=no\nstartsecs=x\n", strict: true).ExitCode);
    }
}
