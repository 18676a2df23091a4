using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A daemon whose logs are on a disk of two megabytes, mounted for it alone and nearly full.</summary>
public sealed class LogFilesFullDiskTests : IDisposable
{
    private const string Mount = "mkdir disk && mount -t tmpfs -o size=2m tmpfs disk && head -c 2000000 /dev/zero > disk/ballast";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_program_survives_a_full_disk_others_do_not_notice_and_its_output_goes_on_when_there_is_room()
    {
        // Less than what is kept while a disk is full, however long this machine takes: nothing may be lost.
        var expected = string.Concat(Enumerable.Range(1, 60_000).Select(n => $"{n}\n"));
        await using var supervisor = await StartAsync(
            """
            [program:writer]
            command=sh -c "seq 1 60000; exec sleep 1000"
            startsecs=0
            stdout_logfile=@dir@/disk/writer.log
            stdout_logfile_maxbytes=0
            [program:cat]
            command=cat
            startsecs=0
            stdout_logfile=@dir@/cat.log
            """);
        var (rpc, writer) = (supervisor.Rpc, OnDisk(supervisor, "writer.log"));
        await rpc.WaitForStateAsync("writer", "RUNNING");
        var pid = await rpc.PidOfAsync("writer");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("disk/writer.log' cannot be written: ENOSPC", StringComparison.Ordinal), "the full disk is told");
        Assert.True(new FileInfo(writer).Length < expected.Length);

        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(true, (await rpc.CallAsync("supervisor.stopProcess", "cat")).Value);
            Assert.Equal(true, (await rpc.CallAsync("supervisor.startProcess", "cat")).Value);
            await rpc.CallAsync("supervisor.sendProcessStdin", "cat", $"{round}");
            await Eventually.HoldsAsync(() => File.ReadAllText(_directory["cat.log"]) == "01234"[..(round + 1)], "the other log is written");
        }
        Assert.Equal(pid, await rpc.PidOfAsync("writer"));

        File.Delete(OnDisk(supervisor, "ballast"));
        await Eventually.HoldsAsync(() => new FileInfo(writer).Length == expected.Length, "the rest is written");
        Assert.True(expected == File.ReadAllText(writer), "nothing is lost and nothing is doubled");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("; 0 bytes were lost", StringComparison.Ordinal), "the end of it is told");
        Assert.Equal(pid, await rpc.PidOfAsync("writer"));
        Assert.Equal("RUNNING", await rpc.StateOfAsync("writer"));
    }

    [Fact]
    public async Task A_program_can_be_stopped_and_its_log_cleared_while_the_disk_is_full()
    {
        await using var supervisor = await StartAsync(
            """
            [program:writer]
            command=sh -c "seq 1 60000; exec cat"
            startsecs=0
            stdout_logfile=@dir@/disk/writer.log
            stdout_logfile_maxbytes=0
            """);
        var (rpc, writer) = (supervisor.Rpc, OnDisk(supervisor, "writer.log"));
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("cannot be written: ENOSPC", StringComparison.Ordinal), "the full disk is told");
        Assert.Equal(true, (await rpc.CallAsync("supervisor.stopProcess", "writer")).Value);
        Assert.Equal(true, (await rpc.CallAsync("supervisor.clearProcessLogs", "writer")).Value);
        Assert.Equal(0, new FileInfo(writer).Length);
        File.Delete(OnDisk(supervisor, "ballast"));
        Assert.Equal(true, (await rpc.CallAsync("supervisor.startProcess", "writer")).Value);
        await Eventually.HoldsAsync(() => File.ReadAllText(writer).EndsWith("\n60000\n", StringComparison.Ordinal), "the next life is written");
    }

    [Fact]
    public async Task A_main_log_on_a_full_disk_stops_nothing_and_its_lines_are_kept()
    {
        await using var supervisor = await StartAsync(
            """
            [supervisord]
            logfile=@dir@/disk/main.log
            [program:cat]
            command=cat
            startsecs=0
            """,
            "&& head -c 1000000 /dev/zero > disk/more; true");
        var rpc = supervisor.Rpc;
        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(true, (await rpc.CallAsync("supervisor.stopProcess", "cat")).Value);
            Assert.Equal(true, (await rpc.CallAsync("supervisor.startProcess", "cat")).Value);
        }
        File.Delete(OnDisk(supervisor, "ballast"));
        var main = OnDisk(supervisor, "main.log");
        await Eventually.HoldsAsync(() => File.ReadAllText(main).Split("stopped: cat (terminated by SIGTERM)").Length == 11, "all ten stops are in the log");
        Assert.Equal(11, File.ReadAllText(main).Split("spawned: 'cat'").Length - 1);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private async Task<RunningSupervisor> StartAsync(string sections, string further = "")
    {
        var ours = await Peer.OursAsync();
        return await RunningSupervisor.StartAsync(sections, ours.BehindMounts(Mount + further), _directory);
    }

    /// <summary>The mount is the daemon's own; the kernel shows it through the daemon's root.</summary>
    private string OnDisk(RunningSupervisor supervisor, string name) => $"/proc/{supervisor.Pid}/root{_directory.Path}/disk/{name}";
}
