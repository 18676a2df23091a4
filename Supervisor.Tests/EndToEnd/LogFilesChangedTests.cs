using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Logs that are cleared, moved away or lose their directory while programs write, and what can be read when.</summary>
public class LogFilesChangedTests
{
    private const string Cat = "[program:cat]\ncommand=cat\nstartsecs=0\nstdout_logfile=@dir@/cat.log\nstdout_logfile_maxbytes=50\nstdout_logfile_backups=2\n";

    [Fact]
    public async Task Clear_empties_the_log_of_a_running_and_of_a_stopped_program_and_leaves_backups()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(Cat);
        var (rpc, log) = (supervisor.Rpc, supervisor.Directory["cat.log"]);
        await rpc.WaitForStateAsync("cat", "RUNNING");
        var backup = new string('b', 60);
        await SayAsync(rpc, backup);
        await Eventually.HoldsAsync(() => File.Exists(log + ".1"), "a backup is there");
        await SayAsync(rpc, "old");
        await Eventually.HoldsAsync(() => File.ReadAllText(log) == "old", "the log is written");

        Assert.Equal(true, (await rpc.CallAsync("supervisor.clearProcessLogs", "cat")).Value);
        Assert.Equal("", (await rpc.CallAsync("supervisor.readProcessStdoutLog", "cat", 0, 0)).Value);
        Assert.Equal("", File.ReadAllText(log));
        await SayAsync(rpc, "new");
        await Eventually.HoldsAsync(() => File.ReadAllText(log) == "new", "the next output begins the file");
        // The size counts from the clearing: 45 more bytes fit below the limit of 50.
        await SayAsync(rpc, new string('x', 45));
        await Eventually.HoldsAsync(() => File.ReadAllText(log).Length == 48, "the log goes on");
        Assert.Equal(backup, File.ReadAllText(log + ".1"));

        await rpc.CallAsync("supervisor.stopProcess", "cat");
        Assert.Equal(true, (await rpc.CallAsync("supervisor.clearProcessLogs", "cat")).Value);
        Assert.Equal("", File.ReadAllText(log));
        Assert.Equal(backup, File.ReadAllText(log + ".1"));
        await rpc.CallAsync("supervisor.startProcess", "cat");
        await SayAsync(rpc, "again");
        await Eventually.HoldsAsync(() => File.ReadAllText(log) == "again", "a new life begins in the empty file");
        Assert.Equal("{name: \"cat\", group: \"cat\", status: 80, description: \"OK\"}", RpcText.Render((await rpc.CallAsync("supervisor.clearAllProcessLogs")).Array[0]));
        Assert.Equal("", File.ReadAllText(log));
    }

    [Fact]
    public async Task SIGUSR2_while_output_is_written_loses_and_doubles_nothing()
    {
        const int Lines = 60_000;
        const int Moves = 12;
        using var directory = new TestDirectory();
        // Written until the last move is done: the script waits for a file.
        directory.Script("flood", $"i=0; while [ $i -lt {Lines} ] || [ ! -e $1/moved ]; do i=$((i + 1)); echo $i; done");
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:flood]\ncommand=@dir@/flood @dir@\nstartsecs=0\nautorestart=false\nstdout_logfile=@dir@/flood.log\nstdout_logfile_maxbytes=0\n", directory: directory);
        var log = directory["flood.log"];
        for (var move = 0; move < Moves; move++)
        {
            await Eventually.HoldsAsync(() => File.Exists(log) && new FileInfo(log).Length > 0, "the log grows");
            File.Move(log, $"{log}.moved{move:00}");
            await supervisor.SignalAsync("USR2");
        }
        directory.Write("moved", "");
        await supervisor.Rpc.WaitForStateAsync("flood", "EXITED");
        // A read is answered after what came before it is in the file.
        await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", "flood", 0, 10);
        var files = Directory.EnumerateFiles(directory.Path, "flood.log.moved*").Order(StringComparer.Ordinal).Append(log).ToList();
        Assert.Equal(Moves + 1, files.Count);
        var numbers = string.Concat(files.Select(File.ReadAllText)).Split('\n')[..^1].Select(int.Parse).ToList();
        Assert.True(numbers.Count >= Lines);
        Assert.True(numbers.SequenceEqual(Enumerable.Range(1, numbers.Count)), "every line is there once and in order");
    }

    [Fact]
    public async Task A_log_directory_that_vanished_costs_a_running_program_nothing_and_a_start_what_it_costs_with_stock()
    {
        var (stock, ours) = await BothPeers.RunAsync(async peer =>
        {
            using var directory = new TestDirectory();
            Directory.CreateDirectory(directory["logs"]);
            await using var supervisor = await RunningSupervisor.StartAsync(
                "[program:cat]\ncommand=cat\nstartsecs=0\nstartretries=0\nstdout_logfile=@dir@/logs/cat.log\nstderr_logfile=NONE\n", peer, directory);
            var rpc = supervisor.Rpc;
            await rpc.WaitForStateAsync("cat", "RUNNING");
            Directory.Delete(directory["logs"], recursive: true);
            var told = new List<string>();
            await SayAsync(rpc, "into the void");
            if (peer.Name == "ours")
                await ExpectReopeningSurvivedAsync(supervisor);
            told.Add($"meanwhile: {await rpc.StateOfAsync("cat")}");
            told.Add($"a stop: {await rpc.CallAsync("supervisor.stopProcess", "cat")}");
            told.Add($"a start: {await rpc.CallAsync("supervisor.startProcess", "cat")}");
            await rpc.WaitForStateAsync("cat", "FATAL");
            told.Add($"it says {(await rpc.CallAsync("supervisor.getProcessInfo", "cat")).Struct["spawnerr"]}");
            told.Add($"a tail: {await rpc.CallAsync("supervisor.tailProcessStdoutLog", "cat", 0, 100)}");
            told.Add($"a read: {await rpc.CallAsync("supervisor.readProcessStdoutLog", "cat", 0, 100)}");
            Directory.CreateDirectory(directory["logs"]);
            told.Add($"once it is back: {await rpc.CallAsync("supervisor.startProcess", "cat")}");
            await SayAsync(rpc, "heard");
            await Eventually.HoldsAsync(() => File.ReadAllText(directory["logs/cat.log"]) == "heard", "the log is written");
            return string.Join('\n', told).Replace(directory.Path, "@dir@", StringComparison.Ordinal);
        });
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
        Assert.Contains("unknown error making dispatchers for 'cat': ENOENT", ours, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_program_wrote_can_be_read_when_its_exit_is_known()
    {
        const int Bytes = 60_000;
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"[program:burst]\ncommand=sh -c \"head -c {Bytes} /dev/zero; echo last words >&2\"\nstartsecs=0\nautostart=false\nautorestart=false\n"
            + "stdout_logfile=@dir@/burst.log\nstdout_logfile_maxbytes=0\nstderr_logfile=@dir@/burst.err\n");
        for (var round = 1; round <= 25; round++)
        {
            await supervisor.Rpc.CallAsync("supervisor.startProcess", "burst", false);
            await supervisor.Rpc.WaitForStateAsync("burst", "EXITED");
            var tail = await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "burst", 0, 1);
            Assert.Equal(round * Bytes, tail.Array[1]);
            var errors = await supervisor.Rpc.CallAsync("supervisor.readProcessStderrLog", "burst", 0, 0);
            Assert.Equal(string.Concat(Enumerable.Repeat("last words\n", round)), errors.Value);
        }
    }

    [Fact]
    public async Task A_listener_that_hears_of_an_exit_can_read_what_was_written_before_it()
    {
        using var directory = new TestDirectory();
        directory.Write(
            "reader.py",
            """
            import os, sys
            from supervisor import childutils
            rpc = childutils.getRPCInterface(os.environ)
            while True:
                headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
                size = rpc.supervisor.tailProcessStdoutLog("burst", 0, 1)[1]
                with open("sizes", "a") as sizes:
                    sizes.write("%s\n" % size)
                childutils.listener.ok(sys.stdout)
            """);
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [eventlistener:reader]
            command={StockSupervisor.Python} -W ignore @dir@/reader.py
            directory=@dir@
            environment=PYTHONPATH="{await StockSupervisor.PackagesDirectoryAsync()}"
            events=PROCESS_STATE_EXITED
            startsecs=0
            [program:burst]
            command=head -c 60000 /dev/zero
            startsecs=0
            autostart=false
            autorestart=false
            stdout_logfile=@dir@/burst.log
            stdout_logfile_maxbytes=0
            """,
            directory: directory);
        for (var round = 1; round <= 5; round++)
        {
            await supervisor.Rpc.CallAsync("supervisor.startProcess", "burst", false);
            var expected = string.Concat(Enumerable.Range(1, round).Select(r => $"{60_000 * r}\n"));
            await Eventually.GetAsync(
                () => Task.FromResult(File.Exists(directory["sizes"]) ? File.ReadAllText(directory["sizes"]) : ""),
                sizes => sizes.Length >= expected.Length,
                "the listener has told");
            Assert.Equal(expected, File.ReadAllText(directory["sizes"]));
            await supervisor.Rpc.WaitForStateAsync("burst", "EXITED");
        }
    }

    /// <summary>Stock ends here with a traceback: the reopening of a child's log is the loop's own matter there.</summary>
    private static async Task ExpectReopeningSurvivedAsync(RunningSupervisor supervisor)
    {
        await supervisor.SignalAsync("USR2");
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("logs/cat.log' cannot be reopened: ENOENT", StringComparison.Ordinal), "the refusal is told");
    }

    private static Task SayAsync(RpcProbe rpc, string text) => rpc.CallAsync("supervisor.sendProcessStdin", "cat", text);
}
