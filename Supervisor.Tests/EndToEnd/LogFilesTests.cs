using System.Security.Cryptography;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Children's logs on the running daemon: nothing lost, nothing out of order, and a log that takes nothing stops nobody else.</summary>
public class LogFilesTests
{
    [Fact]
    public async Task A_hundred_megabytes_arrive_through_rotation_whole_and_in_order()
    {
        const int Lines = 1_000_000;
        const int LineBytes = 100;
        using var directory = new TestDirectory();
        await using var supervisor = await RunningSupervisor.StartAsync(
            $$"""
            [program:flood]
            command=awk "BEGIN { for (i = 0; i < {{Lines}}; i++) printf \"%%099d\\n\", i }"
            startsecs=0
            autorestart=false
            stdout_logfile=@dir@/flood.log
            stdout_logfile_maxbytes=8MB
            stdout_logfile_backups=50
            """,
            directory: directory);
        await Eventually.GetAsync(
            () => supervisor.Rpc.StateOfAsync("flood"), state => state == "EXITED", "the flood has ended", 4 * Eventually.Patience);
        var files = Directory.EnumerateFiles(directory.Path, "flood.log.*").Where(f => !f.EndsWith("log", StringComparison.Ordinal))
            .OrderByDescending(f => int.Parse(Path.GetExtension(f)[1..])).Append(directory["flood.log"]).ToList();
        await Eventually.HoldsAsync(() => files.Sum(f => new FileInfo(f).Length) == (long)Lines * LineBytes, "every byte is in a file");
        Assert.InRange(files.Count, 10, 14);
        using var written = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            written.AppendData(File.ReadAllBytes(file));
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var line = 0; line < Lines; line++)
            expected.AppendData(System.Text.Encoding.ASCII.GetBytes(line.ToString("D99") + "\n"));
        Assert.Equal(Convert.ToHexString(expected.GetHashAndReset()), Convert.ToHexString(written.GetHashAndReset()));
    }

    [Fact]
    public async Task A_fifo_that_nobody_reads_holds_up_its_own_program_only()
    {
        using var directory = new TestDirectory();
        await ChildProcess.RunAsync("mkfifo", [directory["fifo"]]);
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:blocked]
            command=sh -c "while :; do echo 0123456789012345678901234567890123456789012345678901234567890123456789; done"
            startsecs=0
            stdout_logfile=@dir@/fifo
            stdout_logfile_maxbytes=0
            [program:cat]
            command=cat
            startsecs=0
            stdout_logfile=@dir@/cat.log
            """,
            directory: directory);
        var rpc = supervisor.Rpc;
        await rpc.WaitForStateAsync("cat", "RUNNING");
        var pid = await rpc.PidOfAsync("blocked");
        // A writer on a full pipe sleeps in the kernel: then everything on the way to the fifo is full.
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{pid}/wchan").Contains("pipe", StringComparison.Ordinal) || Sleeps(pid), "the program waits for its log");
        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(true, (await rpc.CallAsync("supervisor.stopProcess", "cat")).Value);
            Assert.Equal(true, (await rpc.CallAsync("supervisor.startProcess", "cat")).Value);
            await rpc.CallAsync("supervisor.sendProcessStdin", "cat", "line\n");
        }
        await Eventually.HoldsAsync(() => File.ReadAllText(directory["cat.log"]).EndsWith("line\n", StringComparison.Ordinal), "the other log is written");
        var memory = File.ReadAllLines($"/proc/{supervisor.Pid}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        Assert.InRange(int.Parse(memory.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]), 1, 300_000);
        Assert.Equal(true, (await rpc.CallAsync("supervisor.stopProcess", "blocked")).Value);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    [Fact]
    public async Task Standard_output_null_and_shared_files_just_work()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [supervisord]
            silent=true
            [program:out]
            command=sh -c "echo to stdout; echo to stderr >&2; exec sleep 1000"
            stdout_logfile=/dev/stdout
            stderr_logfile=/dev/fd/2
            startsecs=0
            [program:null]
            command=sh -c "echo lost; exec sleep 1000"
            stdout_logfile=/dev/null
            stderr_logfile=NONE
            startsecs=0
            [program:both]
            command=sh -c "echo one; echo two >&2; printf '\\033[31mred\\033[0m\\n'; echo done; exec sleep 1000"
            redirect_stderr=true
            stdout_logfile=@dir@/both.log
            startsecs=0
            """);
        var log = supervisor.Directory["both.log"];
        await Eventually.HoldsAsync(() => File.Exists(log) && File.ReadAllText(log).EndsWith("done\n", StringComparison.Ordinal), "both streams are in one file");
        Assert.Equal("one\ntwo\n\u001b[31mred\u001b[0m\ndone\n", File.ReadAllText(log));
        var talker = await supervisor.Rpc.PidOfAsync("out");
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{talker}/comm") == "sleep\n", "what is to be said to stdout is said");
        foreach (var name in new[] { "out", "null", "both" })
            Assert.Equal(true, (await supervisor.Rpc.CallAsync("supervisor.stopProcess", name)).Value);
        await supervisor.SignalAsync("TERM");
        var completed = await supervisor.Process.CompletedAsync();
        Assert.Equal(new CompletedChild(0, "to stdout\n", "to stderr\n"), completed);
    }

    [Fact]
    public async Task A_stdout_that_nobody_reads_stops_neither_the_daemon_nor_its_log()
    {
        using var directory = new TestDirectory();
        await ChildProcess.RunAsync("mkfifo", [directory["stdout"]]);
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [supervisord]
            loglevel=debug
            [program:flood]
            command=seq 1 50000
            startsecs=0
            autorestart=false
            stdout_logfile=@dir@/flood.log
            """,
            (await Peer.OursAsync()).Behind("exec 1<>stdout"),
            directory);
        await supervisor.Rpc.WaitForStateAsync("flood", "EXITED");
        var expected = string.Concat(Enumerable.Range(1, 50_000).Select(n => $"{n}\n"));
        var tail = await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "flood", 0, 6);
        Assert.Equal(["50000\n", expected.Length, true], tail.Array);
        Assert.Equal(expected, File.ReadAllText(directory["flood.log"]));
        // Answered after the echo of the output is in the file.
        await supervisor.Rpc.CallAsync("supervisor.readLog", -10, 0);
        Assert.Contains("DEBG 'flood' stdout output:\n1\n2\n", supervisor.MainLog, StringComparison.Ordinal);
        Assert.Contains("49999\n50000\n", supervisor.MainLog, StringComparison.Ordinal);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }

    private static bool Sleeps(int pid) => File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] == 'S';
}
