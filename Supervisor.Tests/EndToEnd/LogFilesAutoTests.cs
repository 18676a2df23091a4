using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>AUTO logs over the lives of daemons: what a start removes, what it leaves, and whose they are.</summary>
public sealed class LogFilesAutoTests : IDisposable
{
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
