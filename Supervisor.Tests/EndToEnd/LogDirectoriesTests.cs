using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Directories of logs that are not there are made where that is asked for, and belong to the daemon.</summary>
public class LogDirectoriesTests
{
    private const string Web = "[program:web]\ncommand=/bin/echo hello\nstartsecs=0\nautorestart=false\nuser=nobody\nstdout_logfile=@dir@/a/b/c/web.log\n";

    [Theory]
    [InlineData("", "create_log_dirs=true\n")]
    [InlineData("[supervisord]\ncreate_log_dirs=true\n", "")]
    public async Task The_log_of_a_program_is_made_with_its_directories(string daemon, string program)
    {
        await using var supervisor = await RunningSupervisor.StartAsync(daemon + Web + program);
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Directory["a/b/c/web.log"]) && File.ReadAllText(supervisor.Directory["a/b/c/web.log"]) == "hello\n", "its output is there");
        var made = await ChildProcess.RunAsync("stat", ["-c", "%a %u", supervisor.Directory["a"], supervisor.Directory["a/b"], supervisor.Directory["a/b/c"]]);
        Assert.Equal(string.Concat(Enumerable.Repeat($"755 {Environment.GetEnvironmentVariable("UID") ?? "0"}\n", 3)), made.Output);
    }

    [Fact]
    public async Task So_are_those_of_the_daemon()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[supervisord]\ncreate_log_dirs=true\nchildlogdir=@dir@/auto/logs\n[program:web]\ncommand=/bin/echo hello\nstartsecs=0\nautorestart=false\n");
        await supervisor.Rpc.WaitForStateAsync("web", "EXITED");
        Assert.Equal("hello\n", (await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "web", 0, 0)).Value);
        Assert.Contains(Directory.GetFiles(supervisor.Directory["auto/logs"]), file => Path.GetFileName(file).StartsWith("web-stdout---supervisor-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_key_the_file_is_refused_as_with_stock()
    {
        using var directory = new TestDirectory();
        await using var supervisor = (await Peer.OursAsync()).Start(["-n", "-c", TestConfiguration.Write(directory, Web)], directory.Path);
        var (code, _, error) = await supervisor.CompletedAsync();
        Assert.Equal(2, code);
        Assert.Contains($"The directory named as part of the path {directory["a/b/c/web.log"]} does not exist", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_cannot_be_made_fails_the_start()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:web]\ncommand=/bin/cat\nautostart=false\nstartretries=0\ncreate_log_dirs=true\nstdout_logfile=@dir@/supervisord.conf/logs/web.log\n");
        Assert.Equal(50, (await supervisor.Rpc.CallAsync("supervisor.startProcess", "web")).Fault?.Code);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("ENOTDIR", StringComparison.Ordinal), "the reason is told");
    }
}
