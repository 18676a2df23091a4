using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What the kernel refuses a daemon that runs: descriptors, signals, programs that are others now, users who are gone. Needs root.</summary>
public sealed class FaultsRefusalTests : IDisposable
{
    private const UnixFileMode Open = (UnixFileMode)0b111_111_111;
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>A start takes one after the other: for its log, for three pipes; whichever is missing, none is kept.</summary>
    [Fact]
    public async Task A_start_that_lacks_a_descriptor_is_refused_with_the_reason_and_keeps_none()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:b]\ncommand=/bin/sleep 1000\nautostart=false\nstartsecs=0\nstartretries=0\nstdout_logfile=@dir@/b.log\nstderr_logfile=@dir@/b.err\n",
            directory: _directory);
        var outcomes = new List<string>();
        // One is for the connection of the request.
        for (var free = 3; free <= 12; free++)
        {
            await LimitDescriptorsAsync(supervisor, LimitThatLeaves(supervisor, free));
            var started = await supervisor.Rpc.CallAsync("supervisor.startProcess", "b").InTime();
            await LimitDescriptorsAsync(supervisor, 1024);
            outcomes.Add(started.Fault?.Text ?? "started");
            if (outcomes[^1] == "started")
                Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "b")).Fault);
            else
                Assert.Equal("too many open files to spawn 'b'", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "b")).Struct["spawnerr"]);
        }
        Assert.Equal(["SPAWN_ERROR: b", "started"], outcomes.Distinct());
        var before = Descriptors(supervisor).Count;
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "b")).Fault);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "b")).Fault);
        await Eventually.HoldsAsync(() => Descriptors(supervisor).Count <= before, "no descriptor is kept");
    }

    /// <summary>A program that has become root by a setuid bit, as sudo does.</summary>
    [Fact]
    public async Task A_program_that_may_not_be_killed_is_told_and_holds_up_neither_others_nor_the_end()
    {
        File.SetUnixFileMode(_directory.Path, Open);
        File.Copy("/usr/bin/setpriv", _directory["become-root"]);
        File.SetUnixFileMode(_directory["become-root"], Executable | UnixFileMode.SetUser);
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:strong]
            command=@dir@/become-root --reuid=0 --regid=0 --clear-groups /bin/sleep 1000
            startsecs=0
            autorestart=false
            [program:other]
            command=/bin/sleep 1000
            startsecs=0
            """,
            ProcessLimit.AsSomebody(await Peer.OursAsync()),
            _directory);
        var pid = await BecomesRootAsync(supervisor);
        var refused = (await supervisor.Rpc.CallAsync("supervisor.stopProcess", "strong")).Fault;
        Assert.Equal($"FAILED: unknown problem killing strong ({pid}):kill: Operation not permitted (EPERM)", refused?.Text);
        Assert.Equal("UNKNOWN", await supervisor.Rpc.StateOfAsync("strong"));
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "other")).Fault);
        await Eventually.HoldsAsync(
            () => supervisor.MainLog.Contains($"CRIT unknown problem killing strong ({pid})", StringComparison.Ordinal), "the refusal is told");

        await ChildProcess.RunAsync("kill", ["-KILL", $"{pid}"]);
        await supervisor.Rpc.WaitForStateAsync("strong", "EXITED");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "strong")).Fault);
        pid = await BecomesRootAsync(supervisor);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Equal([pid], supervisor.DescendantPids);
    }

    [Fact]
    public async Task A_command_that_was_replaced_between_two_starts_is_what_it_is_now_and_told_as_stock_tells_it()
    {
        var (stock, ours) = await BothPeers.RunAsync(async peer =>
        {
            using var directory = new TestDirectory();
            directory.Script("command", "exit 3");
            await using var supervisor = await RunningSupervisor.StartAsync(
                "[program:c]\ncommand=@dir@/command\nautostart=false\nautorestart=false\nstartsecs=0\nstdout_logfile=NONE\nstderr_logfile=@dir@/c.err\n", peer, directory);
            var told = new List<string>();
            var command = directory["command"];
            await StartAsync("as it was");
            File.Delete(command);
            await StartAsync("deleted");
            Directory.CreateDirectory(command);
            await StartAsync("a directory");
            Directory.Delete(command);
            directory.Write("command", "exit 4\n");
            await StartAsync("not executable");
            await ReplaceAsync("#!/no/such/interpreter\n");
            await StartAsync("a bad interpreter");
            await ReplaceAsync("\u0001\u0002");
            await StartAsync("no format");
            await using (File.Open(command, FileMode.Open, FileAccess.Write))
                await StartAsync("being written");
            File.Delete(command);
            File.CreateSymbolicLink(command, command);
            await StartAsync("a link to itself");
            File.Delete(command);
            directory.Script("command", "exit 5");
            await StartAsync("another program");
            told.Add(await File.ReadAllTextAsync(directory["c.err"]));
            return string.Join('\n', told).Replace(directory.Path, "@dir@", StringComparison.Ordinal);

            // By a process of its own: a child that another test starts meanwhile would have the file open for writing for a moment.
            Task ReplaceAsync(string text) =>
                ChildProcess.RunAsync("/bin/sh", ["-c", "rm -f \"$2\"; printf %s \"$1\" > \"$2\"; chmod 755 \"$2\"", "sh", text, command]);

            async Task StartAsync(string what)
            {
                var reply = await supervisor.Rpc.CallAsync("supervisor.startProcess", "c", false);
                if (reply.Fault is null)
                    await supervisor.Rpc.WaitForStateAsync("c", "EXITED");
                var info = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "c")).Struct;
                // Stock's answer is a race between the call and the death of a child that it has made: there is one, and that is told.
                var answer = reply.Fault?.Code == 50 && $"{info["spawnerr"]}".StartsWith("Bad exit code", StringComparison.Ordinal) ? "true" : $"{reply}";
                told.Add($"{what}: {answer}, {info["spawnerr"]}, exit status {info["exitstatus"]}");
            }
        });
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
        Assert.Contains("another program: True, Bad exit code 5, exit status 5", ours, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>It would run with root's group otherwise.</summary>
    [Fact]
    public async Task A_user_who_was_removed_since_the_configuration_was_read_runs_nothing()
    {
        var (stock, ours) = await BothPeers.RunAsync(async peer =>
        {
            using var directory = new TestDirectory();
            var users = await File.ReadAllTextAsync("/etc/passwd");
            directory.Write("passwd", users + "gone:x:54366:54366::/:/bin/sh\n");
            await using var supervisor = await RunningSupervisor.StartAsync(
                "[program:u]\ncommand=/usr/bin/id\nuser=gone\nautostart=false\nautorestart=false\nstartsecs=0\nstdout_logfile=@dir@/u.log\nstderr_logfile=@dir@/u.err\n",
                peer.BehindMounts("mount --bind passwd /etc/passwd"),
                directory);
            var told = new List<string>();
            for (var round = 0; round < 2; round++)
            {
                told.Add($"a start: {await supervisor.Rpc.CallAsync("supervisor.startProcess", "u", false)}");
                await supervisor.Rpc.WaitForStateAsync("u", "EXITED");
                told.Add($"exit status {(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "u")).Struct["exitstatus"]}");
                // The same file, as it is the one that is mounted.
                directory.Write("passwd", users);
            }
            told.Add(await File.ReadAllTextAsync(directory["u.log"]));
            told.Add(await File.ReadAllTextAsync(directory["u.err"]));
            if (peer.Name == "ours")
            {
                var refused = (await supervisor.Rpc.CallAsync("supervisor.restart")).Fault;
                Assert.Contains("Invalid user name gone in section 'program:u'", refused?.Text, StringComparison.Ordinal);
            }
            return string.Join('\n', told);
        });
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
        Assert.Contains("couldn't setuid to 54366: Can't find uid 54366", ours, StringComparison.Ordinal);
        Assert.Single(ours.Split("uid=54366")[1..]);
    }

    private static async Task<int> BecomesRootAsync(RunningSupervisor supervisor)
    {
        await supervisor.Rpc.WaitForStateAsync("strong", "RUNNING");
        var pid = await supervisor.Rpc.PidOfAsync("strong");
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{pid}/status").Contains("\nUid:\t0\t0\t0\t0\n", StringComparison.Ordinal), "the program is root");
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{pid}/comm") == "sleep\n", "and sleeps");
        return pid;
    }

    /// <summary>The kernel gives the lowest number that is free, and none from the limit on.</summary>
    private static int LimitThatLeaves(RunningSupervisor supervisor, int free)
    {
        var taken = Descriptors(supervisor);
        var limit = 0;
        for (; free > 0 || taken.Contains(limit); limit++)
            free -= taken.Contains(limit) ? 0 : 1;
        return limit;
    }

    private static HashSet<int> Descriptors(RunningSupervisor supervisor) =>
        [.. Directory.GetFileSystemEntries($"/proc/{supervisor.Pid}/fd").Select(path => int.Parse(Path.GetFileName(path)))];

    private static async Task LimitDescriptorsAsync(RunningSupervisor supervisor, int limit) =>
        Assert.Equal(0, (await ChildProcess.RunAsync("prlimit", ["--pid", $"{supervisor.Pid}", $"--nofile={limit}:"])).ExitCode);
}
