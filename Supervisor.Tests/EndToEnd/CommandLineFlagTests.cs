using System.Globalization;
using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Every flag of the command line, by what it does to a running daemon.</summary>
public sealed partial class CommandLineFlagTests : IDisposable
{
    private const string Cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\n";

    private readonly TestDirectory _directory = new();

    [Theory]
    [InlineData("-l", "-j")]
    [InlineData("--logfile", "--pidfile")]
    public async Task Logfile_and_pidfile_win_over_the_configuration(string log, string pid)
    {
        await using var supervisor = await StartAsync(Cat, log, "other.log", pid, "other.pid");
        Assert.Contains("supervisord started with pid", File.ReadAllText(_directory["other.log"]), StringComparison.Ordinal);
        Assert.Equal($"{supervisor.Pid}\n", File.ReadAllText(_directory["other.pid"]));
        Assert.False(File.Exists(_directory[TestConfiguration.LogName]));
        Assert.False(File.Exists(_directory[TestConfiguration.PidName]));
    }

    [Theory]
    [InlineData("-i")]
    [InlineData("--identifier")]
    public async Task Identifier_is_the_daemons_name_and_that_of_its_logs(string flag)
    {
        await using var supervisor = await StartAsync(Cat, flag, "harbour");
        Assert.Equal("harbour", (await supervisor.Rpc.CallAsync("supervisor.getIdentification")).Value);
        Assert.Single(Directory.GetFiles(_directory.Path, "cat-stdout---harbour-*.log"));
    }

    [Theory]
    [InlineData("-q")]
    [InlineData("--childlogdir")]
    public async Task Childlogdir_is_where_automatic_logs_are_made(string flag)
    {
        Directory.CreateDirectory(_directory["logs"]);
        await using var supervisor = await StartAsync(Cat, flag, "logs");
        Assert.Equal(2, Directory.GetFiles(_directory["logs"], "cat-std*---supervisor-*.log").Length);
    }

    [Theory]
    [InlineData(false, "-t")]
    [InlineData(true, "-k")]
    [InlineData(true, "--nocleanup")]
    public async Task Nocleanup_keeps_the_automatic_logs_of_earlier_runs(bool isKept, string flag)
    {
        _directory.Write("old-stdout---supervisor-abcdefgh.log", "old");
        await using var supervisor = await StartAsync(Cat, flag);
        Assert.Equal(isKept, File.Exists(_directory["old-stdout---supervisor-abcdefgh.log"]));
    }

    [Theory]
    [InlineData("plain\n", "-t")]
    [InlineData("plain\n", "--strip_ansi")]
    [InlineData("\u001b[31mplain\u001b[0m\n", "-k")]
    public async Task Strip_ansi_takes_terminal_sequences_out_of_the_logs(string expected, string flag)
    {
        await using var supervisor = await StartAsync(
            "[program:red]\ncommand=/usr/bin/printf '\\033[31mplain\\033[0m\\n'\nstartsecs=0\nautorestart=false\nstdout_logfile=@dir@/red.log\n", flag);
        await Eventually.HoldsAsync(() => Text("red.log").Length > 0, "the program has written");
        Assert.Equal(expected, Text("red.log"));
    }

    [Fact]
    public async Task Loglevel_decides_what_the_main_log_has()
    {
        await using (await StartAsync(Cat, "-e", "critical"))
            Assert.DoesNotContain(" INFO ", Text(TestConfiguration.LogName), StringComparison.Ordinal);
        File.Delete(_directory[TestConfiguration.LogName]);
        await using var supervisor = await StartAsync(
            "[program:talker]\ncommand=/bin/echo hello there\nstartsecs=0\nautorestart=false\n", "--loglevel=debug");
        await Eventually.HoldsAsync(
            () => Text(TestConfiguration.LogName).Contains("DEBG 'talker' stdout output:\nhello there\n", StringComparison.Ordinal), "the output is echoed");
    }

    [Fact]
    public async Task Logfile_sizes_decide_how_the_main_log_rotates()
    {
        await using var supervisor = await StartAsync(Cat, "-y", "1KB", "-z", "2", "-e", "debug");
        // Each call is a line at this level, and there are always more of them.
        await Eventually.HoldsAsync(
            async () =>
            {
                await supervisor.Rpc.CallAsync("supervisor.restart", "x");
                await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
                await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
                return File.Exists(_directory[TestConfiguration.LogName + ".2"]);
            },
            "the main log has rotated twice");
        Assert.InRange(new FileInfo(_directory[TestConfiguration.LogName + ".1"]).Length, 1, 4096);
        Assert.False(File.Exists(_directory[TestConfiguration.LogName + ".3"]));
    }

    [Theory]
    [InlineData("-m", "027", "0027")]
    [InlineData("--umask", "0", "0000")]
    public async Task Umask_is_the_daemons_and_its_programs_in_the_foreground_too(string flag, string mask, string expected)
    {
        await using var supervisor = await StartAsync(
            "[program:mask]\ncommand=/bin/sh -c umask\nstartsecs=0\nautorestart=false\nstdout_logfile=@dir@/mask.log\n", flag, mask);
        await Eventually.HoldsAsync(() => Text("mask.log").Length > 0, "the program has written");
        Assert.Equal(expected + "\n", Text("mask.log"));
        Assert.Equal(expected, Convert.ToString(Convert.ToInt32(Status(supervisor.Pid, "Umask"), 8), 8).PadLeft(4, '0'));
    }

    [Theory]
    [InlineData("-d")]
    [InlineData("--directory")]
    public async Task Directory_is_where_the_daemon_and_its_programs_are_in_the_foreground_too(string flag)
    {
        Directory.CreateDirectory(_directory["there"]);
        await using var supervisor = await StartAsync(
            "[program:pwd]\ncommand=/bin/pwd\nstartsecs=0\nautorestart=false\nstdout_logfile=pwd.log\n", flag, "there");
        await Eventually.HoldsAsync(() => Text("there/pwd.log").Length > 0, "the program has written, beside where it stands");
        Assert.Equal(_directory["there"] + "\n", Text("there/pwd.log"));
        Assert.Equal(_directory["there"], new FileInfo($"/proc/{supervisor.Pid}/cwd").LinkTarget);
        // The wire shows the name as it was written, as stock does; the log can be read by it all the same.
        Assert.Equal("pwd.log", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "pwd")).Struct["stdout_logfile"]);
        Assert.Equal(_directory["there"] + "\n", (await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "pwd", 0, 0)).Value);
    }

    /// <summary>Needs root, and a soft limit below the hard one.</summary>
    [Theory]
    [InlineData("-a", "--minprocs")]
    [InlineData("--minfds", "--minprocs")]
    public async Task Minfds_and_minprocs_raise_the_limits(string files, string processes)
    {
        await using var supervisor = await StartLimitedAsync("ulimit -Sn 300; ulimit -Su 5000", files, "400", processes, "5050");
        var limits = await File.ReadAllTextAsync($"/proc/{supervisor.Id}/limits");
        Assert.Matches(@"Max processes +5050 ", limits);
        Assert.Contains("INFO Increased RLIMIT_NPROC limit to 5050\n", Text(TestConfiguration.LogName), StringComparison.Ordinal);
        // The runtime of a build that is not native takes all the descriptors it may have before the program begins.
        var isNative = !File.Exists((await Peer.OursAsync()).FileName + ".dll");
        Assert.Equal(isNative, Text(TestConfiguration.LogName).Contains("INFO Increased RLIMIT_NOFILE limit to 400\n", StringComparison.Ordinal));
        Assert.Equal(isNative, OpenFilesOf400().IsMatch(limits));
    }

    /// <summary>Needs root.</summary>
    [Theory]
    [InlineData("-u", "daemon")]
    [InlineData("--user", "1")]
    public async Task User_is_who_the_daemon_becomes(string flag, string user)
    {
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);
        await using var supervisor = await StartAsync(Cat, flag, user);
        Assert.Equal("1\t1\t1\t1", Status(supervisor.Pid, "Uid"));
        Assert.Equal("1\t1\t1\t1", Status(supervisor.Pid, "Gid"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-s")]
    [InlineData("--silent")]
    public async Task Silent_keeps_the_main_log_off_the_terminal(string flag)
    {
        await using var supervisor = await StartAsync(Cat, flag.Length == 0 ? [] : [flag]);
        await supervisor.Rpc.CallAsync("supervisor.shutdown");
        var completed = await supervisor.Process.CompletedAsync();
        Assert.Equal(0, completed.ExitCode);
        Assert.Equal(flag.Length == 0, completed.Output.Contains("supervisord started with pid", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-v")]
    [InlineData("--version")]
    public async Task Version_is_one_line(string flag)
    {
        var printed = await (await Peer.OursAsync()).RunAsync([flag]);
        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        Assert.Matches(OneVersion(), printed.Output);
    }

    [Fact]
    public async Task Help_names_every_flag()
    {
        var ours = await Peer.OursAsync();
        var printed = await ours.RunAsync(["-h"]);
        Assert.Equal(printed, await ours.RunAsync(["-?"]));
        Assert.Equal(printed, await ours.RunAsync(["--help"]));
        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        string[] flags =
        [
            "-c/--configuration", "-n/--nodaemon", "-s/--silent", "-h/-?/--help", "-v/--version", "-u/--user", "-m/--umask", "-d/--directory", "-l/--logfile",
            "-y/--logfile_maxbytes", "-z/--logfile_backups", "-e/--loglevel", "-j/--pidfile", "-i/--identifier", "-q/--childlogdir", "-k/--nocleanup",
            "-a/--minfds", "-t/--strip_ansi", "--minprocs", "--profile_options",
        ];
        Assert.All(flags, flag => Assert.Contains(flag, printed.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _directory.Dispose();

    private Task<RunningSupervisor> StartAsync(string sections, params string[] arguments) =>
        RunningSupervisor.StartAsync(sections, directory: _directory, arguments: arguments);

    private async Task<ChildProcess> StartLimitedAsync(string limits, params string[] arguments)
    {
        var ours = await Peer.OursAsync();
        var configuration = TestConfiguration.Write(_directory, "");
        var process = ChildProcess.Start(
            "/bin/bash", ["-c", $"{limits}; exec \"$0\" \"$@\"", ours.FileName, "-n", "-c", configuration, .. arguments], ours.Environment, _directory.Path);
        await Eventually.HoldsAsync(() => File.Exists(_directory[TestConfiguration.PidName]), "the daemon has started");
        return process;
    }

    private string Text(string name) => File.Exists(_directory[name]) ? File.ReadAllText(_directory[name]) : "";

    private static string Status(int pid, string field) =>
        File.ReadLines($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal))[(field.Length + 1)..].Trim();

    [GeneratedRegex(@"Max open files +400 ")]
    private static partial Regex OpenFilesOf400();

    [GeneratedRegex(@"\A\d+\.\d+\.\d+\n\z")]
    private static partial Regex OneVersion();
}
