using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Log folders that stop taking anything and take it again. The mounts are the daemon's own; needs root, and <c>mkfs.ext4</c> for one that breaks.</summary>
public sealed class FaultsDiskTests : IDisposable
{
    private const UnixFileMode Open = (UnixFileMode)0b111_111_111;
    private const UnixFileMode Closed = (UnixFileMode)0b101_101_101;

    private const string Late = "[program:late]\ncommand=cat\nstartsecs=0\nautostart=false\nstartretries=0\nstdout_logfile=@dir@/disk/late.log\nstderr_logfile=NONE\n";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_start_whose_log_is_on_a_read_only_mount_is_refused_with_the_reason_and_good_once_it_may_be_written()
    {
        var readOnly = (await Peer.OursAsync()).BehindMounts("mkdir disk && mount -t tmpfs none disk && mount -o remount,ro disk");
        await using var supervisor = await RunningSupervisor.StartAsync(Late, readOnly, _directory);
        await ExpectRefusedAsync(supervisor, "EROFS");
        await MountsAsync(supervisor, "mount -o remount,rw disk");
        await ExpectGoodAsync(supervisor);
    }

    /// <summary>What <c>errors=remount-ro</c> does to a server: the mount turns read-only under open files, which stay so for good.</summary>
    [Fact]
    public async Task A_disk_that_breaks_under_a_writer_costs_no_line_once_SIGUSR2_finds_another_in_its_place()
    {
        var breaking = (await Peer.OursAsync()).BehindMounts("mkdir disk && truncate -s 16M image && mkfs.ext4 -q image && mount -o loop image disk");
        await using var supervisor = await RunningSupervisor.StartAsync(Late + Writer(""), breaking, _directory);
        var log = OnDisk(supervisor, "writer.log");
        await Eventually.HoldsAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("line 20\n", StringComparison.Ordinal), "the log is written");
        var writer = await supervisor.Rpc.PidOfAsync("writer");
        await MountsAsync(supervisor, "mount -o remount,abort disk");
        await Eventually.HoldsAsync(() => Told(supervisor, "writer.log' cannot be written: E") == 1, "the broken disk is told");
        await ExpectRefusedAsync(supervisor, "EROFS");
        var before = await File.ReadAllTextAsync(log);

        await MountsAsync(supervisor, "umount -l disk && mount -t tmpfs none disk");
        await supervisor.SignalAsync("USR2");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("; 0 bytes were lost", StringComparison.Ordinal), "what was kept is written");
        Assert.Equal(writer, await supervisor.Rpc.PidOfAsync("writer"));
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "writer")).Fault);
        await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "writer", 0, 1);
        ExpectEveryLine(before + await File.ReadAllTextAsync(log));
        Assert.Equal(1, Told(supervisor, "writer.log' cannot be written"));
        await ExpectGoodAsync(supervisor);
    }

    [Fact]
    public async Task A_folder_that_loses_its_permission_costs_rotations_and_new_logs_and_no_line()
    {
        File.SetUnixFileMode(_directory.Path, Open);
        Directory.CreateDirectory(_directory["disk"]);
        File.SetUnixFileMode(_directory["disk"], Open);
        var sections = "[supervisord]\nuser=nobody\n" + Late + Writer("stdout_logfile_maxbytes=500\nstdout_logfile_backups=5000\n");
        await using var supervisor = await RunningSupervisor.StartAsync(sections, directory: _directory);
        await Eventually.HoldsAsync(() => Backups().Count > 1, "the log is rotated");
        File.SetUnixFileMode(_directory["disk"], Closed);
        await Eventually.HoldsAsync(() => Told(supervisor, "writer.log' cannot be rotated: EACCES") == 1, "the refusal is told");
        await ExpectRefusedAsync(supervisor, "EACCES");
        var backups = Backups().Count;
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("writer"));

        File.SetUnixFileMode(_directory["disk"], Open);
        await Eventually.HoldsAsync(() => Backups().Count > backups, "the log is rotated again");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "writer")).Fault);
        await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "writer", 0, 1);
        ExpectEveryLine(string.Concat(Backups().Append(_directory["disk/writer.log"]).Select(File.ReadAllText)));
        Assert.Equal(1, Told(supervisor, "cannot be rotated"));
        await ExpectGoodAsync(supervisor);
    }

    /// <summary>The folder may not even be entered: files that are open stay so, names lead nowhere.</summary>
    [Fact]
    public async Task A_folder_that_may_not_be_entered_any_more_costs_the_daemon_without_privileges_neither_a_line_nor_its_orderly_end()
    {
        File.SetUnixFileMode(_directory.Path, Open);
        Directory.CreateDirectory(_directory["disk"]);
        File.SetUnixFileMode(_directory["disk"], Open);
        var (main, pid) = (_directory["disk/main.log"], _directory["disk/pid"]);
        var sections = $"[supervisord]\nuser=nobody\nlogfile={main}\npidfile={pid}\nchildlogdir=@dir@/disk\n" + Late + Writer("")
            + "[program:auto]\ncommand=cat\nstartsecs=0\nautostart=false\nstartretries=0\n";
        await using var supervisor = await RunningSupervisor.StartAsync(sections, directory: _directory);
        var log = _directory["disk/writer.log"];
        await Eventually.HoldsAsync(() => File.Exists(log) && File.ReadAllText(log).Contains("line 3\n", StringComparison.Ordinal), "the log is written");
        Assert.Equal($"{supervisor.Pid}\n", await File.ReadAllTextAsync(pid));

        File.SetUnixFileMode(_directory["disk"], UnixFileMode.None);
        foreach (var program in new[] { "late", "auto" })
        {
            Assert.Equal($"SPAWN_ERROR: {program}", (await supervisor.Rpc.CallAsync("supervisor.startProcess", program)).Fault?.Text);
            var reason = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", program)).Struct["spawnerr"];
            Assert.Equal($"unknown error making dispatchers for '{program}': EACCES", reason);
        }
        await supervisor.SignalAsync("USR2");
        foreach (var file in new[] { main, log })
            await Eventually.HoldsAsync(() => File.ReadAllText(main).Contains($"log file '{file}' cannot be reopened: EACCES", StringComparison.Ordinal), "that is told");
        var lines = File.ReadAllText(log).Length;
        await Eventually.HoldsAsync(() => File.ReadAllText(log).Length > lines, "the open file is used on");
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("writer"));
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        ExpectEveryLine(await File.ReadAllTextAsync(log));
        Assert.Contains($"WARN could not remove pidfile {pid}", await File.ReadAllTextAsync(main), StringComparison.Ordinal);
        Assert.Contains("stopped: writer", await File.ReadAllTextAsync(main), StringComparison.Ordinal);
    }

    private static string Writer(string keys) =>
        $"""
        [program:writer]
        command=/bin/sh -c "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.005; done"
        startsecs=0
        stdout_logfile=@dir@/disk/writer.log
        stdout_logfile_maxbytes=0
        stderr_logfile=NONE
        {keys}

        """;

    private static async Task ExpectRefusedAsync(RunningSupervisor supervisor, string errno)
    {
        Assert.Equal("SPAWN_ERROR: late", (await supervisor.Rpc.CallAsync("supervisor.startProcess", "late")).Fault?.Text);
        var reason = (string)(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "late")).Struct["spawnerr"]!;
        Assert.Equal($"unknown error making dispatchers for 'late': {errno}", reason);
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains($"spawnerr: {reason}", StringComparison.Ordinal), "the reason is told");
    }

    private static async Task ExpectGoodAsync(RunningSupervisor supervisor)
    {
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "late")).Fault);
        await supervisor.Rpc.CallAsync("supervisor.sendProcessStdin", "late", "heard");
        await Eventually.GetAsync(
            () => supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "late", 0, 0), reply => reply.Value is "heard", "the log is written");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private static void ExpectEveryLine(string text)
    {
        var lines = text.Split('\n')[..^1];
        Assert.NotEmpty(lines);
        Assert.True(lines.SequenceEqual(Enumerable.Range(1, lines.Length).Select(number => $"line {number}")), "every line is there once and in order");
    }

    private static int Told(RunningSupervisor supervisor, string line) => supervisor.MainLog.Split(line).Length - 1;

    private async Task MountsAsync(RunningSupervisor supervisor, string script)
    {
        var done = await ChildProcess.RunAsync("nsenter", ["-t", $"{supervisor.Pid}", "-m", "sh", "-c", $"cd {_directory.Path} && {script}"]);
        Assert.Equal(new CompletedChild(0, "", ""), done);
    }

    /// <summary>The kernel shows the daemon's mounts through its root.</summary>
    private string OnDisk(RunningSupervisor supervisor, string name) => $"/proc/{supervisor.Pid}/root{_directory.Path}/disk/{name}";

    /// <summary>The oldest first.</summary>
    private List<string> Backups() =>
    [
        .. Directory.GetFiles(_directory["disk"], "writer.log.*").Where(file => char.IsDigit(file[^1]))
            .OrderByDescending(file => int.Parse(Path.GetExtension(file)[1..])),
    ];
}
