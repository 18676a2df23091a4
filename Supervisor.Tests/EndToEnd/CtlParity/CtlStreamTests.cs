using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>Our client follows logs, of our daemon and of stock's: <c>tail -f</c>, <c>maintail -f</c>, <c>fg</c>.</summary>
public class CtlStreamTests
{
    private const string Programs = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\nstdout_logfile=@dir@/cat.log\n";

    [Theory]
    [InlineData("ours")]
    [InlineData("stock")]
    public async Task Tail_follows_until_interrupted_and_ends_well(string daemon)
    {
        await using var supervisor = await StartAsync(daemon);
        await SayAsync(supervisor, "before ąß");
        await using var tail = Follow(await TerminalSession.OursAsync(), supervisor, "tail", "-f", "cat");
        await tail.WaitForAsync("before ąß\n");
        await SayAsync(supervisor, "after");
        await tail.WaitForAsync("after\n");
        Assert.Equal(0, await tail.InterruptAsync());
        Assert.Equal("==> Press Ctrl-C to exit <==\nbefore ąß\nafter\n\n", tail.Text);
    }

    [Theory]
    [InlineData("ours")]
    [InlineData("stock")]
    public async Task Maintail_follows_the_main_log(string daemon)
    {
        await using var supervisor = await StartAsync(daemon);
        await using var tail = Follow(await TerminalSession.OursAsync(), supervisor, "maintail", "-f");
        await tail.WaitForAsync("entered RUNNING state");
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
        await tail.WaitForAsync("stopped: cat (terminated by SIGTERM)\n");
        Assert.Equal(0, await tail.InterruptAsync());
    }

    [Fact]
    public async Task A_followed_log_ends_with_the_daemon()
    {
        await using var supervisor = await StartAsync("ours");
        await SayAsync(supervisor, "last");
        await using var tail = Follow(await TerminalSession.OursAsync(), supervisor, "tail", "-f", "cat");
        await tail.WaitForAsync("last\n");
        await supervisor.Rpc.CallAsync("supervisor.shutdown");
        Assert.Equal(0, await tail.EndAsync());
    }

    [Theory]
    [InlineData("ours")]
    [InlineData("stock")]
    public async Task Fg_takes_lines_from_a_pipe_and_leaves_at_its_end(string daemon)
    {
        await using var supervisor = await StartAsync(daemon);
        var completed = await (await TerminalSession.OursAsync()).RunAsync(
            ["-c", supervisor.ConfigurationPath, "fg", "cat"], supervisor.Directory.Path, "one\ntwo\nthree");
        Assert.Equal((0, ""), (completed.ExitCode, completed.Error));
        Assert.StartsWith("==> Press Ctrl-C to exit <==\n", completed.Output, StringComparison.Ordinal);
        Assert.EndsWith("Exiting foreground\n", completed.Output, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => File.ReadAllText(supervisor.Directory["cat.log"]) == "one\ntwo\nthree\n", "the program got every line");
    }

    [Fact]
    public async Task Fg_says_when_the_process_is_gone()
    {
        await using var supervisor = await StartAsync("ours");
        await using var client = (await TerminalSession.OursAsync()).Start(["-c", supervisor.ConfigurationPath, "fg", "cat"]);
        await client.Input.WriteAsync("one\n"u8.ToArray());
        await client.Input.FlushAsync();
        await Eventually.HoldsAsync(() => File.ReadAllText(supervisor.Directory["cat.log"]) == "one\n", "the first line arrived");
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat");
        await client.Input.WriteAsync("two\n"u8.ToArray());
        await client.Input.FlushAsync();
        var completed = await client.CompletedAsync();
        Assert.EndsWith("Process got killed\nExiting foreground\n", completed.Output, StringComparison.Ordinal);
        Assert.Equal(0, completed.ExitCode);
    }

    [Fact]
    public async Task A_log_that_is_not_there_is_told_on_standard_error_with_exit_code_0()
    {
        await using var supervisor = await StartAsync("ours");
        var completed = await (await TerminalSession.OursAsync()).RunAsync(["-c", supervisor.ConfigurationPath, "tail", "-f", "nope"]);
        var url = $"unix://{supervisor.SocketPath}/logtail/nope/stdout";
        Assert.Equal(new CompletedChild(0, "==> Press Ctrl-C to exit <==\n", $"{url} Cannot read, status code 404\n"), completed);
    }

    private static FollowedOutput Follow(Peer client, RunningSupervisor supervisor, params string[] command) =>
        FollowedOutput.Start(client, ["-c", supervisor.ConfigurationPath, .. command]);

    private static Task SayAsync(RunningSupervisor supervisor, string line) => supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "cat", line + "\n");

    private static async Task<RunningSupervisor> StartAsync(string daemon)
    {
        var supervisor = await RunningSupervisor.StartAsync(Programs, daemon == "stock" ? await Peer.StockAsync() : await Peer.OursAsync());
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        return supervisor;
    }
}
