using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Starts that cannot succeed: exit code 2, nothing on stdout, and on stderr what is wrong and the name the program was started by.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    [Theory]
    [InlineData("", ".ini file does not include supervisord section")]
    [InlineData("[supervisord]\nloglevel=loud\n", "bad logging level name 'loud'")]
    [InlineData("[supervisord]\nuser=nobody-at-all\n", "Invalid user name nobody-at-all")]
    [InlineData("[supervisord]\nlogfile=/nowhere/at/all.log\n", "The directory named as part of the path /nowhere/at/all.log does not exist")]
    [InlineData("[supervisord]\nchildlogdir=/nowhere\n", "/nowhere is not an existing directory")]
    [InlineData("[supervisord]\n[program:x]\n", "program section program:x does not specify a command in section 'program:x' (file: 'main.conf')")]
    [InlineData(
        "[supervisord]\nuser=nobody-at-all\n[program:x]\ncommand=a\nuser=nobody-either\n",
        "Invalid user name nobody-either in section 'program:x' (file: 'main.conf')")]
    [InlineData("[supervisord]\n[program:x]\ncommand=a\nuser=nobody-at-all\n", "Invalid user name nobody-at-all in section 'program:x' (file: 'main.conf')")]
    [InlineData("nonsense\n", "File contains no section headers.\nfile: 'main.conf', line: 1\n'nonsense\\n'")]
    [InlineData("[supervisord]\nnonsense\n", "Source contains parsing errors: 'main.conf'\n\t[line  2]: 'nonsense\\n'")]
    [InlineData("[supervisord]\n[unix_http_server]\nfile=/nowhere/at/all.sock\n", "Cannot open an HTTP server: socket.error reported errno.ENOENT (2): /nowhere/at/all.sock")]
    [InlineData("[supervisord]\n[inet_http_server]\nport=127.0.0.1:http\n", "invalid literal for int() with base 10: 'http'")]
    public async Task A_configuration_that_is_wrong_ends_with_2_and_says_what_is_wrong(string text, string message)
    {
        _directory.Write("main.conf", text);
        await RefusesAsync(message, "-n", "-c", "main.conf");
    }

    [Theory]
    [InlineData("could not find config file nope.conf", "-c", "nope.conf")]
    [InlineData("could not read config file .", "-c", ".")]
    [InlineData("option -X not recognized", "-X")]
    [InlineData("option --log not a unique prefix", "--log", "x")]
    [InlineData("option -c requires argument", "-c")]
    [InlineData("positional arguments are not supported: ['start', 'x']", "start", "x")]
    [InlineData("invalid value for -e 'loud': bad logging level name 'loud'", "-e", "loud")]
    [InlineData("conflicting command line option '--nodaemon'", "-n", "--nodaemon")]
    public async Task A_command_line_that_is_wrong_ends_with_2_and_says_what_is_wrong(string message, params string[] arguments) =>
        await RefusesAsync(message, arguments);

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_with_their_place()
    {
        await File.WriteAllBytesAsync(_directory["main.conf"], [.. "[supervisord]\nidentifier="u8, 0xFF, (byte)'\n']);
        await RefusesAsync(
            "'utf-8' codec can't decode byte 0xff in position 25: invalid start byte (file: 'main.conf', line: 2; this may be Latin-1, and has to be saved as "
            + "UTF-8)",
            "-n",
            "-c",
            "main.conf");
    }

    [Fact]
    public async Task Of_many_included_files_the_one_that_is_no_text_is_named()
    {
        Directory.CreateDirectory(_directory["parts"]);
        _directory.Write("main.conf", "[supervisord]\n[include]\nfiles=parts/*.conf\n");
        _directory.Write("parts/a.conf", "; good\n");
        await File.WriteAllBytesAsync(_directory["parts/b.conf"], [.. "; gr"u8, 0xFC, (byte)'\n']);
        await RefusesAsync(
            $"'utf-8' codec can't decode byte 0xfc in position 4: invalid start byte (file: '{_directory["parts/b.conf"]}', line: 1; this may be Latin-1, and "
            + "has to be saved as UTF-8)",
            "-n",
            "-c",
            "main.conf");
    }

    /// <summary>The warning is the reason, as a rule.</summary>
    [Fact]
    public async Task What_was_noticed_before_a_refusal_is_told_before_it()
    {
        _directory.Write("main.conf", "[supervisord]\n[program:p]\ncommand=/bin/cat\nautostrat=no\nenvironment=\n    A=1,\n    B=\"## x ##\"\n");
        var ours = await Peer.OursAsync();
        var refused = await ours.RunAsync(["-n", "-c", "main.conf"], _directory.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(
            [
                "Warning: main.conf, line 4: unknown option autostrat in [program:p]; did you mean autostart?",
                "Warning: main.conf, line 5: the value of environment in [program:p] ends within quotes, before the comment '##\"'; quotes do not protect "
                + "a ; or # after a blank, write it without the blank",
                "Error: No closing quotation in section 'program:p' (file: 'main.conf')",
            ],
            refused.Error.Split('\n')[..3]);
    }

    /// <summary>Needs root, as another user is told to start it as root.</summary>
    [Fact]
    public async Task Root_that_may_not_raise_a_limit_is_told_where_to_raise_it()
    {
        _directory.Write("main.conf", "[supervisord]\nminfds=5000\n");
        var ours = await Peer.OursAsync();
        var refused = await ChildProcess.RunAsync(
            "prlimit",
            ["--nofile=1000:1000", "setpriv", "--bounding-set=-sys_resource", "--inh-caps=-sys_resource", ours.FileName, "-n", "-c", "main.conf"],
            ours.Environment,
            _directory.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("CAP_SYS_RESOURCE", refused.Error, StringComparison.Ordinal);
        Assert.Contains("LimitNOFILE=", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--ulimit nofile=", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("as root", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>Without -n the reason comes from the process that went to the background, by way of the one that was started.</summary>
    [Fact]
    public async Task A_daemon_that_cannot_start_says_so_and_ends_with_2()
    {
        _directory.Write("main.conf", "[supervisord]\n[unix_http_server]\nfile=/nowhere/at/all.sock\n");
        await RefusesAsync("Cannot open an HTTP server: socket.error reported errno.ENOENT (2): /nowhere/at/all.sock", "-c", "main.conf");
    }

    [Fact]
    public async Task Help_is_asked_of_the_name_the_program_was_started_by()
    {
        var ours = await Peer.OursAsync();
        File.CreateSymbolicLink(_directory["watchman"], ours.FileName);
        var refused = await ChildProcess.RunAsync("/bin/sh", ["-c", "exec ./watchman -X"], ours.Environment, _directory.Path);
        Assert.Equal(new CompletedChild(2, "", "Error: option -X not recognized\nFor help, use ./watchman -h\n"), refused);
        var help = await ChildProcess.RunAsync("/bin/sh", ["-c", "exec ./watchman -h"], ours.Environment, _directory.Path);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Contains("./watchman", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_configuration_anywhere_the_places_are_listed()
    {
        var ours = await Peer.OursAsync();
        var program = Path.Combine(_directory.Path, "usr/bin/supervisord");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        File.CreateSymbolicLink(program, ours.FileName);
        var (code, output, error) = await ChildProcess.RunAsync(program, ["-n"], ours.Environment, _directory.Path);
        Assert.Equal((2, ""), (code, output));
        var above = Path.Combine(_directory.Path, "usr");
        Assert.Contains(
            $"Error: No config file found at default paths ({above}/etc/supervisord.conf, {above}/supervisord.conf, supervisord.conf, etc/supervisord.conf, "
            + $"/etc/supervisord.conf, /etc/supervisor/supervisord.conf); use the -c option to specify a config file at a different path\nFor help, use {program} -h\n",
            error,
            StringComparison.Ordinal);
    }

    /// <summary>Needs root, as the warning is for root.</summary>
    [Fact]
    public async Task Root_is_warned_when_the_configuration_is_searched_for()
    {
        Directory.CreateDirectory(_directory["etc"]);
        _directory.Write("etc/supervisord.conf", "[supervisord]\nloglevel=loud\n");
        var ours = await Peer.OursAsync();
        var searched = await ours.RunAsync(["-n"], _directory.Path);
        Assert.Contains("Supervisord is running as root and it is searching for its configuration file in default locations", searched.Error, StringComparison.Ordinal);
        Assert.Contains("Error: bad logging level name 'loud'\n", searched.Error, StringComparison.Ordinal);
        var named = await ours.RunAsync(["-n", "-c", "etc/supervisord.conf"], _directory.Path);
        Assert.StartsWith("Error: bad", named.Error, StringComparison.Ordinal);
    }

    /// <summary>Root reads everything, so another user has to try. Needs root to become one.</summary>
    [Fact]
    public async Task A_file_that_may_not_be_read_is_told_from_one_that_is_not_there()
    {
        _directory.Write("main.conf", "[supervisord]\n");
        File.SetUnixFileMode(_directory["main.conf"], UnixFileMode.None);
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_101_101);
        var ours = await Peer.OursAsync();
        var (code, _, error) = await ChildProcess.RunAsync(
            "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", ours.FileName, "-n", "-c", _directory["main.conf"]], ours.Environment, _directory.Path);
        Assert.Equal(2, code);
        Assert.Equal($"Error: could not read config file {_directory["main.conf"]}\nFor help, use {ours.FileName} -h\n", error);
    }

    public void Dispose() => _directory.Dispose();

    private async Task RefusesAsync(string message, params string[] arguments)
    {
        var ours = await Peer.OursAsync();
        var refused = await ours.RunAsync(arguments, _directory.Path);
        Assert.Equal(new CompletedChild(2, "", $"Error: {message}\nFor help, use {ours.FileName} -h\n"), refused);
    }
}
