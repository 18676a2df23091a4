using System.Net.Sockets;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Going to the background: when the command line returns, with what, and what the daemon then is.</summary>
public sealed class LifeCycleDaemonTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Leftovers _leftovers = new();

    public void Dispose()
    {
        _leftovers.Kill();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_command_returns_when_the_daemon_answers_and_the_daemon_is_detached()
    {
        var started = await StartAsync("[supervisord]\ndirectory=/usr\numask=027\n[program:cat]\ncommand=cat\nstartsecs=0\n");
        Assert.Equal(new CompletedChild(0, "", ""), started);
        // At once: not eventually.
        var state = await Rpc.CallAsync("supervisor.getState");
        Assert.Equal("RUNNING", state.Struct["statename"]);
        var pid = int.Parse(File.ReadAllText(_directory[TestConfiguration.PidName]));
        Assert.Equal($"{pid}\n", File.ReadAllText(_directory[TestConfiguration.PidName]));
        Assert.Equal(pid, (await Rpc.CallAsync("supervisor.getPID")).Value);
        var stat = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        Assert.Equal(($"{pid}", $"{pid}", "0"), (stat[2], stat[3], stat[4]));
        Assert.Equal("/usr", Link($"/proc/{pid}/cwd"));
        Assert.All(new[] { 0, 1, 2 }, fd => Assert.Equal("/dev/null", Link($"/proc/{pid}/fd/{fd}")));
        Assert.Contains("Umask:\t0027\n", File.ReadAllText($"/proc/{pid}/status"), StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(_directory[TestConfiguration.PidName]));
        Assert.Equal(
            ["INFO daemonizing the supervisord process", "INFO supervisord started with pid <pid>"],
            Lines.Where(l => l.Contains("supervisord", StringComparison.Ordinal) && l.StartsWith("INFO", StringComparison.Ordinal) && !l.Contains("RPC", StringComparison.Ordinal)));
        await StopAsync(pid);
        Assert.False(File.Exists(_directory[TestConfiguration.PidName]));
    }

    [Theory]
    [InlineData("[inet_http_server]\nport=127.0.0.1:@port@\n", "Another program is already listening on a port that one of our HTTP servers is configured to use.  Shut this program down first before starting supervisord.")]
    [InlineData("[unix_http_server]\nfile=/no/such/dir/sock\n", "Cannot open an HTTP server: socket.error reported errno.ENOENT (2)")]
    [InlineData("[supervisord]\nlogfile=/proc/nothing\n", "the main log cannot be opened")]
    [InlineData("[supervisord]\nuser=no-such-user\n", "Invalid user name no-such-user")]
    [InlineData("[program:x]\n", "program section program:x does not specify a command")]
    public async Task A_daemon_that_cannot_come_up_tells_the_command_line_why(string sections, string reason)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        taken.Listen();
        var started = await StartAsync(sections.Replace("@port@", $"{((System.Net.IPEndPoint)taken.LocalEndPoint!).Port}", StringComparison.Ordinal));
        Assert.Equal(2, started.ExitCode);
        Assert.StartsWith("Error: ", started.Error, StringComparison.Ordinal);
        Assert.Contains(reason, started.Error, StringComparison.Ordinal);
        Assert.Equal("", started.Output);
        Assert.False(File.Exists(_directory[TestConfiguration.PidName]));
        Assert.False(File.Exists(_directory[TestConfiguration.SocketName]));
        Assert.Empty(_leftovers.Pids());
    }

    [Fact]
    public async Task Limits_are_raised_and_told_and_one_that_cannot_be_is_a_reason_not_to_start()
    {
        const string Sections = "[supervisord]\nminfds=700\nminprocs=300\n";
        var ours = await Peer.OursAsync();
        Assert.Equal(new CompletedChild(0, "", ""), await StartAsync(Sections, ours.Behind("ulimit -S -p 250")));
        var pid = int.Parse(File.ReadAllText(_directory[TestConfiguration.PidName]));
        Assert.Contains("INFO Increased RLIMIT_NPROC limit to 300", Lines);
        Assert.Matches(@"Max processes +300 ", File.ReadAllText($"/proc/{pid}/limits"));
        await StopAsync(pid);

        var refused = await StartAsync(Sections, ours.Behind("ulimit -n 600; set -- setpriv --bounding-set -sys_resource --inh-caps -sys_resource \"$@\""));
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("RLIMIT_NOFILE", refused.Error, StringComparison.Ordinal);
        Assert.Contains("minfds", refused.Error, StringComparison.Ordinal);
        Assert.Contains("600", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_becomes_the_user_it_is_told_to_and_owns_what_it_makes()
    {
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);
        Assert.Equal(0, (await StartAsync("[supervisord]\nuser=nobody\n[program:cat]\ncommand=cat\nstartsecs=0\n")).ExitCode);
        var pid = int.Parse(File.ReadAllText(_directory[TestConfiguration.PidName]));
        Assert.Contains("\nUid:\t65534\t65534\t65534\t65534\nGid:\t65534\t65534\t65534\t65534\n", File.ReadAllText($"/proc/{pid}/status"), StringComparison.Ordinal);
        Assert.Contains("INFO Set uid to user 65534 succeeded", Lines);
        await Rpc.WaitForStateAsync("cat", "RUNNING");
        Assert.Contains("\nUid:\t65534\t65534\t65534\t65534\n", File.ReadAllText($"/proc/{await Rpc.PidOfAsync("cat")}/status"), StringComparison.Ordinal);
        // A restart that would need to be root again is refused, and everything runs on.
        TestConfiguration.Write(_directory, "[supervisord]\nuser=root\n");
        Assert.Equal("Can't drop privilege as nonroot user", (await Rpc.CallAsync("supervisor.restart")).Fault?.Text.Split(": ")[^1]);
        await Rpc.WaitForStateAsync("cat", "RUNNING");
        await StopAsync(pid);
    }

    [Fact]
    public async Task A_second_daemon_is_refused_and_leaves_the_first_ones_files_alone()
    {
        const string Sections = "[inet_http_server]\nport=127.0.0.1:@port@\n[program:cat]\ncommand=sh -c 'echo first; exec cat'\nstartsecs=0\n";
        var sections = Sections.Replace("@port@", $"{FreePort.Take()}", StringComparison.Ordinal);
        Assert.Equal(0, (await StartAsync(sections)).ExitCode);
        var pid = File.ReadAllText(_directory[TestConfiguration.PidName]);
        var log = (string)(await Rpc.CallAsync("supervisor.getProcessInfo", "cat")).Struct["stdout_logfile"]!;
        await Eventually.HoldsAsync(() => File.ReadAllText(log) == "first\n", "the log is written");
        var second = await StartAsync(sections);
        Assert.Equal(2, second.ExitCode);
        Assert.StartsWith("Error: Another program is already listening on a port", second.Error, StringComparison.Ordinal);
        Assert.Equal("first\n", File.ReadAllText(log));
        Assert.Equal(2, Directory.EnumerateFiles(_directory.Path, "cat-std*").Count());
        Assert.Equal(pid, File.ReadAllText(_directory[TestConfiguration.PidName]));
        await Rpc.WaitForStateAsync("cat", "RUNNING");
        await StopAsync(int.Parse(pid));
    }

    [Fact]
    public async Task What_a_killed_daemon_left_is_taken_over()
    {
        const string Sections = "[program:cat]\ncommand=cat\nstartsecs=0\n";
        Assert.Equal(0, (await StartAsync(Sections)).ExitCode);
        _leftovers.Kill();
        Assert.True(File.Exists(_directory[TestConfiguration.SocketName]));
        Assert.True(File.Exists(_directory[TestConfiguration.PidName]));
        Assert.Equal(0, (await StartAsync(Sections)).ExitCode);
        await Rpc.WaitForStateAsync("cat", "RUNNING");
        Assert.Equal(2, Directory.EnumerateFiles(_directory.Path, "cat-std*").Count());
        await StopAsync(int.Parse(File.ReadAllText(_directory[TestConfiguration.PidName])));
    }

    [Theory]
    [InlineData("HUP", "restart request")]
    [InlineData("INT", "exit request")]
    [InlineData("USR2", "log reopen request")]
    public async Task Signals_that_were_ignored_at_the_start_are_answered(string signal, string request)
    {
        var ours = await Peer.OursAsync();
        var started = await StartAsync("[program:x]\ncommand=sh -c 'exit 3'\nstartsecs=0\nautorestart=false\n", ours.Behind("trap '' HUP INT QUIT TERM USR2 CHLD"));
        Assert.Equal(0, started.ExitCode);
        await Eventually.HoldsAsync(() => Lines.Contains("WARN exited: x (exit status 3; not expected)"), "the death is seen");
        var pid = File.ReadAllText(_directory[TestConfiguration.PidName]).Trim();
        await ChildProcess.RunAsync("kill", [$"-{signal}", pid]);
        await Eventually.HoldsAsync(() => Lines.Any(l => l.Contains($"received SIG{signal} indicating {request}", StringComparison.Ordinal)), "it is answered");
    }

    private RpcProbe Rpc => new(new UnixDomainSocketEndPoint(_directory[TestConfiguration.SocketName]));

    private IReadOnlyList<string> Lines => MainLogText.Lines(File.ReadAllText(_directory[TestConfiguration.LogName]), _directory);

    private static string? Link(string path) => new FileInfo(path).LinkTarget;

    private async Task<CompletedChild> StartAsync(string sections, Peer? peer = null)
    {
        TestConfiguration.Write(_directory, sections);
        peer ??= await Peer.OursAsync();
        await using var command = peer.Start(["-c", _directory[TestConfiguration.FileName]], _directory.Path, (Leftovers.Variable, _leftovers.Mark));
        return await command.CompletedAsync();
    }

    private async Task StopAsync(int pid)
    {
        await ChildProcess.RunAsync("kill", ["-TERM", $"{pid}"]);
        await Eventually.HoldsAsync(() => _leftovers.Pids().Count == 0, "the daemon and its programs are gone");
    }
}
