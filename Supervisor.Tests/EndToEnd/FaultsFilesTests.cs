using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Names that lead where they should not: a device, another daemon's file, links in a folder where everybody may put them. Needs root.</summary>
public sealed class FaultsFilesTests : IDisposable
{
    private const string PrivateDevices =
        "mount -t tmpfs none /dev && for device in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 /dev/${device%:*} c 1 ${device#*:}; done";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_device_that_is_the_pid_file_is_there_after_the_end()
    {
        var ours = (await Peer.OursAsync()).BehindMounts(PrivateDevices);
        await using var supervisor = await RunningSupervisor.StartAsync("[supervisord]\npidfile=/dev/null\n", ours, _directory);
        // Somebody has to stay in the namespace, or nobody could look.
        await using var witness = ChildProcess.Start("nsenter", ["-t", $"{supervisor.Pid}", "-m", "cat"]);
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{witness.Id}/comm") == "cat\n", "the witness is there");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        var device = await ChildProcess.RunAsync("stat", ["-c", "%F %t:%T", $"/proc/{witness.Id}/root/dev/null"]);
        Assert.Equal("character special file 1:3\n", device.Output);
    }

    [Fact]
    public async Task A_pid_file_that_another_daemon_has_written_since_is_there_after_the_end()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("", directory: _directory);
        Assert.Equal($"{supervisor.Pid}\n", await File.ReadAllTextAsync(_directory[TestConfiguration.PidName]));
        _directory.Write(TestConfiguration.PidName, "1\n");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Equal("1\n", await File.ReadAllTextAsync(_directory[TestConfiguration.PidName]));
    }

    /// <summary>Not sticky: there the kernel would refuse such links by itself.</summary>
    [Fact]
    public async Task No_link_is_followed_where_everybody_may_put_one()
    {
        var links = new Dictionary<string, string>
        {
            ["pid"] = _directory.Write("precious", "old\n"),
            ["supervisord-supervisor.lock"] = _directory["made"],
            ["web-stdout---supervisor-abcdefgh.log"] = _directory.Write("precious log", "old\n"),
        };
        OpenFolder();
        foreach (var (name, target) in links)
            File.CreateSymbolicLink(_directory[$"open/{name}"], target);
        const string Sections = "[supervisord]\npidfile=@dir@/open/pid\nchildlogdir=@dir@/open\n[program:cat]\ncommand=cat\nstartsecs=0\n";
        await using var supervisor = await RunningSupervisor.StartAsync(Sections, directory: _directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Equal("old\n", await File.ReadAllTextAsync(_directory["precious"]));
        Assert.Equal("old\n", await File.ReadAllTextAsync(_directory["precious log"]));
        Assert.False(File.Exists(_directory["made"]));
        Assert.Equal(_directory["precious"], new FileInfo(_directory["open/pid"]).LinkTarget);
        Assert.Contains($"CRIT could not write pidfile {_directory["open/pid"]}", supervisor.MainLog, StringComparison.Ordinal);
    }

    /// <summary>The name is taken over, as a dead socket's is; what the link led to is neither written, nor made, nor removed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_in_the_place_of_the_socket_harms_nothing_that_it_led_to(bool toSomething)
    {
        OpenFolder();
        if (toSomething)
            _directory.Write("precious", "old\n");
        File.CreateSymbolicLink(_directory["open/socket"], _directory["precious"]);
        File.CreateSymbolicLink(_directory[TestConfiguration.SocketName], _directory["open/socket"]);
        await using var supervisor = await RunningSupervisor.StartAsync("[unix_http_server]\nfile=@dir@/open/socket\n", directory: _directory);
        Assert.Null(new FileInfo(_directory["open/socket"]).LinkTarget);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Equal(toSomething, File.Exists(_directory["precious"]));
        if (toSomething)
            Assert.Equal("old\n", await File.ReadAllTextAsync(_directory["precious"]));
        Assert.Empty(Directory.GetFileSystemEntries(_directory["open"]));
    }

    /// <summary>A link to a socket on which somebody listens is a live name.</summary>
    [Fact]
    public async Task A_link_to_anothers_live_socket_is_not_taken_over()
    {
        OpenFolder();
        await using var other = await RunningSupervisor.StartAsync("");
        File.CreateSymbolicLink(_directory["open/socket"], other.SocketPath);
        var configuration = TestConfiguration.Write(_directory, "[unix_http_server]\nfile=@dir@/open/socket\n");
        var refused = await (await Peer.OursAsync()).RunAsync(["-n", "-c", configuration], _directory.Path);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("Another program is already listening", refused.Error, StringComparison.Ordinal);
        Assert.Equal(other.SocketPath, new FileInfo(_directory["open/socket"]).LinkTarget);
        await other.AnswersAsync();
    }

    /// <summary>In such a folder a link may stand in the place of a log that the daemon has made a moment ago, and of one just rotated.</summary>
    [Fact]
    public async Task A_link_in_the_place_of_an_AUTO_log_is_neither_written_nor_shown()
    {
        OpenFolder();
        var precious = _directory.Write("precious", "secret\n");
        const string Sections = "[supervisord]\nchildlogdir=@dir@/open\n[program:cat]\ncommand=cat\nstartsecs=0\nstartretries=0\nstdout_logfile_maxbytes=10\nstdout_logfile_backups=3\n";
        await using var supervisor = await RunningSupervisor.StartAsync(Sections, directory: _directory);
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var log = (string)(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "cat")).Struct["stdout_logfile"]!;
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "cat", "twelve bytes");
        await Eventually.HoldsAsync(() => File.Exists(log + ".1") && File.Exists(log), "it is rotated");
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal((Owner, Owner), (File.GetUnixFileMode(log), File.GetUnixFileMode(log + ".1")));

        File.Delete(log);
        File.CreateSymbolicLink(log, precious);
        await supervisor.SignalAsync("USR2");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains($"log file '{log}' cannot be reopened: ELOOP", StringComparison.Ordinal), "that is told");
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "cat", "more");
        Assert.Equal("fault 30 \"FAILED\"", (await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "cat", 0, 0)).ToString());
        Assert.Equal("", (await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "cat", 0, 100)).Array[0]);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "cat")).Fault);
        Assert.NotNull((await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat")).Fault);
        var reason = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "cat")).Struct["spawnerr"];
        Assert.Equal("unknown error making dispatchers for 'cat': ELOOP", reason);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.clearProcessLogs", "cat")).Fault);
        Assert.Equal(Owner, File.GetUnixFileMode(log));
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "cat")).Fault);
        Assert.Equal("secret\n", await File.ReadAllTextAsync(precious));
    }

    private void OpenFolder()
    {
        Directory.CreateDirectory(_directory["open"]);
        File.SetUnixFileMode(_directory["open"], (UnixFileMode)0b111_111_111);
    }
}
