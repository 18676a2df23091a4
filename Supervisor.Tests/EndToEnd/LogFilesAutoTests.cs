using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>AUTO logs over the lives of daemons: what a start removes, what it leaves, and whose they are.</summary>
public sealed class LogFilesAutoTests : IDisposable
{
    private const string LockName = "supervisord-supervisor.lock";

    private const string Program = "[program:cat]\ncommand=sh -c 'echo hello; exec cat'\nstartsecs=0\n";

    private static readonly string[] LeftBehind =
    [
        "web-stdout---supervisor-abcdefgh.log", "web-stdout---supervisor-abcdefgh.log.1", "web-stderr---supervisor-a_b0c1d2.log.10",
        "web-stdout---supervisor-abcdefgh.log.12345", "web-stdout---supervisor-abcdefgh.log.gz", "web---supervisor-X.log", "a b---supervisor-abcdefgh.log",
        "---supervisor-abcdefgh.log", "web-stdout---other-abcdefgh.log", "web-stdout---supervisor-.log", "web-stdout--supervisor-abcdefgh.log",
        "web-stdout---supervisor-abcdefgh.txt", "web-stdout---Supervisor-abcdefgh.log", "web.log", "web-stdout---supervisor-abcdefgh",
    ];

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("nocleanup=true")]
    [InlineData("identifier=other")]
    public async Task A_start_removes_the_logs_of_earlier_lives_that_stock_removes(string key)
    {
        var (stock, ours) = await BothPeers.RunAsync(async peer =>
        {
            using var directory = new TestDirectory();
            foreach (var name in LeftBehind)
                directory.Write(name, "old");
            await using var supervisor = await RunningSupervisor.StartAsync($"[supervisord]\n{key}\n", peer, directory);
            return string.Join('\n', LeftBehind.Where(name => File.Exists(directory[name])));
        });
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
        Assert.Contains("web.log", ours, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_of_the_daemon_begins_new_files_and_removes_the_old_ones_unless_told_not_to()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Program, directory: _directory);
        var first = await LogAsync(supervisor);
        Assert.Matches("^cat-stdout---supervisor-[a-z0-9_]{8}[.]log$", Path.GetFileName(first));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first));
        await RestartAsync(supervisor);
        var second = await LogAsync(supervisor);
        Assert.NotEqual(first, second);
        Assert.False(File.Exists(first));

        supervisor.Reconfigure("[supervisord]\nnocleanup=true\n" + Program);
        await RestartAsync(supervisor);
        var third = await LogAsync(supervisor);
        Assert.NotEqual(second, third);
        Assert.Equal("hello\n", File.ReadAllText(second));
        Assert.Equal("hello\n", File.ReadAllText(third));
    }

    [Fact]
    public async Task A_program_that_is_restarted_goes_on_in_its_file()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Program, directory: _directory);
        var log = await LogAsync(supervisor);
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
        Assert.Equal(log, await LogAsync(supervisor, "hello\n"));
        await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat");
        Assert.Equal(log, await LogAsync(supervisor, "hello\nhello\n"));
    }

    [Fact]
    public async Task A_daemon_of_the_same_name_leaves_the_logs_of_one_that_runs_alone()
    {
        await using var first = await RunningSupervisor.StartAsync(Program, directory: _directory);
        var log = await LogAsync(first);
        var sharing = $"[supervisord]\nchildlogdir={_directory.Path}\n{Program}";
        string others;
        await using (var second = await RunningSupervisor.StartAsync(sharing))
        {
            others = await LogAsync(second);
            Assert.Equal("hello\n", File.ReadAllText(log));
            await RestartAsync(second);
            await LogAsync(second);
            Assert.Equal("hello\n", File.ReadAllText(log));
            // Nor does a restart of the first one touch the second's.
            others = await LogAsync(second);
            await RestartAsync(first);
            log = await LogAsync(first);
            Assert.Equal("hello\n", File.ReadAllText(others));
        }
        await first.SignalAsync("TERM");
        await first.Process.CompletedAsync();
        await using var third = await RunningSupervisor.StartAsync(sharing);
        await LogAsync(third);
        Assert.False(File.Exists(log) || File.Exists(others), "with both gone their logs are nobody's");
    }

    /// <summary>Another user was first to make the lock, and holds it. Its own logs may be of a daemon that lives. Needs root.</summary>
    [Fact]
    public async Task A_lock_that_a_stranger_holds_keeps_the_strangers_logs_and_no_others()
    {
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_101_101);
        var (strange, old) = (_directory.Write("web-stdout---supervisor-abcdefgh.log", "theirs"), _directory.Write("web-stderr---supervisor-abcdefgh.log", "old"));
        var squatted = _directory.Write(LockName, "");
        File.SetUnixFileMode(squatted, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.Equal(0, (await ChildProcess.RunAsync("chown", ["65534", strange, squatted])).ExitCode);
        await using var holder = ChildProcess.Start(
            "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "flock", "--exclusive", "--no-fork", squatted, "sleep", "1000"]);
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{holder.Id}/comm") == "sleep\n", "the lock is held");

        await using var first = await RunningSupervisor.StartAsync(Program, directory: _directory);
        var log = await LogAsync(first);
        Assert.Equal((true, false), (File.Exists(strange), File.Exists(old)));
        var own = Assert.Single(OwnLocks());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(own));

        // Two of ours find the same lock there.
        await using (var second = await RunningSupervisor.StartAsync($"[supervisord]\nchildlogdir={_directory.Path}\n{Program}"))
        {
            await LogAsync(second);
            Assert.Equal("hello\n", File.ReadAllText(log));
        }
        Assert.Equal(own, Assert.Single(OwnLocks()));
        IEnumerable<string> OwnLocks() => Directory.GetFiles(_directory.Path, LockName + ".*").Where(path => path != squatted);
    }

    /// <summary>The other user's lock is free: its logs are nobody's, as with stock. Needs root.</summary>
    [Fact]
    public async Task Logs_that_the_daemon_of_another_user_left_are_removed_where_its_lock_is_free()
    {
        var old = _directory.Write("web-stdout---supervisor-abcdefgh.log", "theirs");
        var free = _directory.Write(LockName, "");
        Assert.Equal(0, (await ChildProcess.RunAsync("chown", ["65534", old, free])).ExitCode);
        await using var supervisor = await RunningSupervisor.StartAsync("", directory: _directory);
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task The_lock_can_be_opened_and_held_by_nobody_else()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Program, directory: _directory);
        await LogAsync(supervisor);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory[LockName]));
    }

    [Fact]
    public async Task A_child_log_directory_that_takes_no_files_costs_only_the_programs_that_need_one()
    {
        const UnixFileMode Open = (UnixFileMode)0b111_111_111;
        const UnixFileMode Closed = (UnixFileMode)0b101_101_101;
        var supervisord = "[supervisord]\nuser=nobody\nchildlogdir=@dir@/auto\n" + Program;
        File.SetUnixFileMode(_directory.Path, Open);
        Directory.CreateDirectory(_directory["auto"]);
        File.SetUnixFileMode(_directory["auto"], Open);
        await using var supervisor = await RunningSupervisor.StartAsync(supervisord, directory: _directory);
        var rpc = supervisor.Rpc;
        await rpc.WaitForStateAsync("cat", "RUNNING");

        File.SetUnixFileMode(_directory["auto"], Closed);
        supervisor.Reconfigure(supervisord
            + "[program:auto]\ncommand=cat\nstartsecs=0\nstartretries=0\n[program:none]\ncommand=cat\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE\n");
        await rpc.CallAsync("supervisor.reloadConfig");
        Assert.Equal(true, (await rpc.CallAsync("supervisor.addProcessGroup", "auto")).Value);
        Assert.Equal(true, (await rpc.CallAsync("supervisor.addProcessGroup", "none")).Value);
        await rpc.WaitForStateAsync("none", "RUNNING");
        await rpc.WaitForStateAsync("auto", "FATAL");
        var info = (await rpc.CallAsync("supervisor.getProcessInfo", "auto")).Struct;
        Assert.Equal(("unknown error making dispatchers for 'auto': EACCES", ""), (info["spawnerr"], info["stdout_logfile"]));
        Assert.Equal("fault 20 \"NO_FILE\"", (await rpc.CallAsync("supervisor.readProcessStdoutLog", "auto", 0, 0)).ToString());
        Assert.Contains("ERRO the AUTO logs of 'auto' cannot be made", supervisor.MainLog, StringComparison.Ordinal);

        // The next life of the daemon fares the same, and is there to be asked.
        await supervisor.Rpc.CallAsync("supervisor.restart");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Split("supervisord started").Length == 3, "the daemon is on its next life");
        await supervisor.AnswersAsync();
        await rpc.WaitForStateAsync("none", "RUNNING");
        await rpc.WaitForStateAsync("auto", "FATAL");

        File.SetUnixFileMode(_directory["auto"], Open);
        Assert.Equal(true, (await rpc.CallAsync("supervisor.startProcess", "auto")).Value);
        await rpc.CallAsync("supervisor.sendProcessStdin", "auto", "heard");
        await Eventually.GetAsync(() => rpc.CallAsync("supervisor.readProcessStdoutLog", "auto", 0, 0), r => r.Value is "heard", "the log is written");
    }

    /// <summary>The path of the program's log, once that has its content.</summary>
    private static async Task<string> LogAsync(RunningSupervisor supervisor, string content = "hello\n")
    {
        var log = (string)(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "cat")).Struct["stdout_logfile"]!;
        await Eventually.HoldsAsync(() => File.ReadAllText(log) == content, $"{log} is written");
        return log;
    }

    private static async Task RestartAsync(RunningSupervisor supervisor)
    {
        var before = Starts();
        await supervisor.Rpc.CallAsync("supervisor.restart");
        await Eventually.HoldsAsync(() => Starts() > before, "the daemon is on its next life");
        await supervisor.AnswersAsync();
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        int Starts() => supervisor.MainLog.Split("supervisord started").Length;
    }
}
