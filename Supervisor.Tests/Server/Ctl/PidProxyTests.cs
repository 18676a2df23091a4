using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Ctl;

/// <summary><c>pidproxy</c> as supervisord runs it: in front of a program that went to the background.</summary>
public sealed class PidProxyTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Without_a_command_it_says_how_it_is_used()
    {
        var completed = await (await ProxyAsync()).RunAsync(["pidproxy", "file"], _directory.Path);
        Assert.Equal((1, ""), (completed.ExitCode, completed.Error));
        Assert.StartsWith("usage: pidproxy ", completed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_with_the_command_and_with_0_whatever_that_ended_with()
    {
        _directory.Script("command", "echo \"$0 $1\"; exit 7");
        var completed = await (await ProxyAsync()).RunAsync(["pidproxy", "file", "./command", "a b"], _directory.Path);
        Assert.Equal(new CompletedChild(0, "./command a b\n", ""), completed with { Output = completed.Output.Replace(_directory.Path, ".", StringComparison.Ordinal) });
    }

    [Fact]
    public async Task A_link_of_that_name_is_enough()
    {
        var proxy = await ProxyAsync();
        var linked = await ChildProcess.RunAsync("/bin/bash", ["-c", "exec -a /usr/bin/pidproxy \"$0\" file /bin/echo hello", proxy.FileName], proxy.Environment);
        Assert.Equal(new CompletedChild(0, "hello\n", ""), linked);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_told()
    {
        var completed = await (await ProxyAsync()).RunAsync(["pidproxy", "file", "/no/such"], _directory.Path);
        Assert.Equal(new CompletedChild(127, "", "pidproxy: couldn't exec /no/such: No such file or directory\n"), completed);
    }

    [Theory]
    [InlineData("TERM", true)]
    [InlineData("INT", true)]
    [InlineData("QUIT", true)]
    [InlineData("HUP", false)]
    [InlineData("USR1", false)]
    [InlineData("USR2", false)]
    public async Task Signals_reach_the_process_of_the_pid_file_and_some_end_the_proxy(string signal, bool ends)
    {
        _directory.Script("daemon", $"trap 'echo got > got' {signal}\ntrap 'exit 0' ALRM\necho $$ > pid.new; mv pid.new pid\nwhile :; do sleep 0.02; done");
        await using var daemon = ChildProcess.Start(_directory["daemon"], [], workingDirectory: _directory.Path);
        await using var proxy = (await ProxyAsync()).Start(["pidproxy", "pid", "/bin/sh", "-c", "echo up; exec sleep 1000"], _directory.Path);
        await Eventually.HoldsAsync(() => File.Exists(_directory["pid"]), "the daemon has told its pid");
        await Eventually.HoldsAsync(() => Children(proxy.Id).Count == 1, "the command runs");
        await ChildProcess.RunAsync("kill", [$"-{signal}", $"{proxy.Id}"]);
        await Eventually.HoldsAsync(() => File.Exists(_directory["got"]), "the signal has arrived");
        await (ends ? Eventually.HoldsAsync(() => proxy.HasExited, "the proxy has ended") : Task.CompletedTask);
        Assert.Equal(ends, proxy.HasExited);
    }

    [Fact]
    public async Task A_pid_file_without_a_pid_is_told_and_nothing_is_signalled()
    {
        _directory.Write("pid", "-1\n");
        await using var proxy = (await ProxyAsync()).Behind("exec >said").Start(["pidproxy", "pid", "/bin/sleep", "1000"], _directory.Path);
        await Eventually.HoldsAsync(() => Children(proxy.Id).Count == 1, "the command runs");
        await ChildProcess.RunAsync("kill", ["-HUP", $"{proxy.Id}"]);
        await Eventually.HoldsAsync(() => File.ReadAllText(_directory["said"]) == "Can't read child pidfile pid!\n", "the pid file is complained of");
        await ChildProcess.RunAsync("kill", ["-KILL", $"{Children(proxy.Id)[0]}"]);
        Assert.Equal(new CompletedChild(0, "", ""), await proxy.CompletedAsync());
    }

    private static async Task<Peer> ProxyAsync() => await Peer.OursAsync();

    private static List<int> Children(int pid) =>
        [.. File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
