using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Started where something usual is missing: <c>/proc</c>, a working directory, an open standard output, room on its disk.</summary>
public sealed class BareSurroundingsTests : IDisposable
{
    private const string Cat = "[program:cat]\ncommand=/bin/cat\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE\n";

    private const string WithoutProc = "umount -l /proc";

    /// <summary>For a shell; the program is <c>"$@"</c>.</summary>
    private const string InDeletedDirectory = "mkdir gone && cd gone && rmdir ../gone && exec \"$@\"";

    private readonly TestDirectory _directory = new();

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("ctl", "--help")]
    [InlineData("ctl", "-s", "unix:///no/such.sock", "help")]
    [InlineData("echo-conf")]
    [InlineData("pidproxy", "/no/such.pid", "/bin/true")]
    public async Task Each_of_the_programs_runs_in_a_directory_that_was_deleted(params string[] arguments)
    {
        var (code, _, error) = await ShellAsync(InDeletedDirectory, arguments);
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task A_daemon_and_its_client_run_in_a_directory_that_was_deleted()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat, (await Peer.OursAsync()).Behind("mkdir gone && cd gone && rmdir ../gone"), _directory);
        var (code, output, error) = await ShellAsync(InDeletedDirectory, "ctl", "-c", supervisor.ConfigurationPath, "pid");
        Assert.Equal((0, $"{supervisor.Pid}\n", ""), (code, output, error));
    }

    [Fact]
    public async Task A_relative_path_there_is_refused_with_the_reason()
    {
        var (code, _, error) = await ShellAsync(InDeletedDirectory, "-n", "-c", "/dev/null", "-d", "sub");
        Assert.Equal(2, code);
        Assert.Contains("sub is not an existing directory", error, StringComparison.Ordinal);
    }

    /// <summary>A private mount namespace: the machine keeps its <c>/proc</c>. Needs root.</summary>
    [Theory]
    [InlineData("--version")]
    [InlineData("ctl", "--help")]
    [InlineData("echo-conf")]
    [InlineData("pidproxy", "/no/such.pid", "/bin/true")]
    public async Task Each_of_the_programs_runs_without_proc(params string[] arguments)
    {
        var (code, _, error) = await RunWithoutProcAsync(arguments);
        Assert.Equal((0, ""), (code, error));
    }

    [Fact]
    public async Task A_daemon_in_the_foreground_runs_without_proc()
    {
        var bare = (await Peer.OursAsync()).BehindMounts(WithoutProc);
        await using var supervisor = await RunningSupervisor.StartAsync(Cat, bare, _directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    [Fact]
    public async Task A_daemon_in_the_background_runs_without_proc()
    {
        var configuration = TestConfiguration.Write(_directory, Cat);
        var (code, _, error) = await RunWithoutProcAsync("-c", configuration);
        Assert.Equal((0, ""), (code, error));
        var pid = (await File.ReadAllTextAsync(_directory[TestConfiguration.PidName])).Trim();
        var ours = await Peer.OursAsync();
        Assert.Equal($"{pid}\n", (await ours.RunAsync(["ctl", "-c", configuration, "pid"], _directory.Path)).Output);
        Assert.Equal(0, (await ours.RunAsync(["ctl", "-c", configuration, "shutdown"], _directory.Path)).ExitCode);
        await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{pid}"), "the daemon has ended");
    }

    /// <summary>As cron and some inits start it: what a program writes to standard output must not go into whatever file was opened next.</summary>
    [Theory]
    [InlineData("<&-", 0)]
    [InlineData(">&-", 1)]
    [InlineData("2>&-", 2)]
    [InlineData("<&- >&- 2>&-", 1)]
    public async Task A_standard_stream_that_was_closed_is_nowhere(string closed, int descriptor)
    {
        var ours = await Peer.OursAsync();
        var peer = ours with { FileName = "sh", Arguments = ["-c", $"exec \"$@\" {closed}", "sh", ours.FileName] };
        await using var supervisor = await RunningSupervisor.StartAsync(Cat, peer, _directory);
        Assert.Equal("/dev/null", new FileInfo($"/proc/{supervisor.Pid}/fd/{descriptor}").LinkTarget);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("ctl", "--help")]
    [InlineData("ctl", "-s", "unix:///no/such.sock", "status")]
    [InlineData("echo-conf")]
    public async Task What_could_not_be_printed_is_a_failure_and_told(params string[] arguments)
    {
        var (code, _, error) = await ShellAsync("exec \"$@\" >/dev/full", arguments);
        Assert.NotEqual(0, code);
        Assert.Contains("No space left on device", error, StringComparison.Ordinal);
    }

    /// <summary>Installed so that users can run it and not copy it: such a process may not read its own <c>/proc</c> entry. Needs root to become one.</summary>
    [Fact]
    public async Task A_program_that_may_only_be_executed_runs()
    {
        // On the runtime the program is many files, which have to be read.
        if ((await Peer.OursAsync()).FileName == Peer.BuiltBinary())
            return;
        const string Script = "cp \"$1\" only && chmod 711 . && chmod 111 only && exec setpriv --reuid=65534 --regid=65534 --clear-groups ./only --version";
        Assert.Equal(new CompletedChild(0, "5.0.0\n", ""), await ShellAsync(Script));
    }

    public void Dispose() => _directory.Dispose();

    private async Task<CompletedChild> ShellAsync(string script, params string[] arguments)
    {
        var ours = await Peer.OursAsync();
        return await ChildProcess.RunAsync("sh", ["-c", script, "sh", ours.FileName, .. arguments], ours.Environment, _directory.Path);
    }

    private async Task<CompletedChild> RunWithoutProcAsync(params string[] arguments) =>
        await (await Peer.OursAsync()).BehindMounts(WithoutProc).RunAsync(arguments, _directory.Path);
}
