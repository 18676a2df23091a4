using System.Diagnostics;
using Supervisor.Tests.Support;
using Xunit.Abstractions;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Deaths: every one is seen, once, when it happens, and nothing of the dead stays behind.</summary>
public class LifeCycleReapingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_short_lives_leave_no_zombie_no_descriptor_and_no_exit_untold()
    {
        const int Programs = 50;
        const int Lives = 20;
        using var directory = new TestDirectory();
        directory.Script("short", "echo run; exit 3");
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [program:p]
            command=@dir@/short
            process_name=p%(process_num)d
            numprocs={Programs}
            autostart=false
            autorestart=false
            startsecs=0
            stdout_logfile=@dir@/%(process_num)d.out
            stderr_logfile=NONE
            """,
            directory: directory);
        // One round first: what the first lives leave open for good (a log writer's buffer, a connection) is not counted.
        await RoundAsync(supervisor);
        var before = Descriptors(supervisor);
        for (var life = 1; life < Lives; life++)
            await RoundAsync(supervisor);
        await Eventually.GetAsync(() => Task.FromResult(Descriptors(supervisor)), now => now <= before, $"no more than {before} descriptors");
        Assert.Empty(Children(supervisor.Pid));
        var lines = MainLogText.Lines(supervisor);
        Assert.Equal(Programs * Lives, lines.Count(l => l.StartsWith("INFO spawned: 'p", StringComparison.Ordinal)));
        Assert.Equal(Programs * Lives, lines.Count(l => l.EndsWith("(exit status 3; not expected)", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, l => l.Contains("reaped", StringComparison.Ordinal));
        for (var number = 0; number < Programs; number++)
            Assert.Equal(Lives * "run\n".Length, new FileInfo(directory[$"{number}.out"]).Length);
    }

    [Fact]
    public async Task Children_that_all_die_at_once_are_all_seen()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:p]\ncommand=sleep 1000\nprocess_name=p%(process_num)d\nnumprocs=60\nstartsecs=0\nautorestart=false\n");
        await Eventually.HoldsAsync(() => Children(supervisor.Pid).Count == 60, "all are up");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.signalAllProcesses", "KILL")).Fault);
        await Eventually.HoldsAsync(
            () => MainLogText.Lines(supervisor).Count(l => l.EndsWith("(terminated by SIGKILL; not expected)", StringComparison.Ordinal)) == 60, "60 deaths are told");
        Assert.Empty(Children(supervisor.Pid));
    }

    [Fact]
    public async Task A_killed_program_is_back_at_once()
    {
        await using var supervisor = await RunningSupervisor.StartAsync("[program:cat]\ncommand=cat\nstartsecs=0\nautorestart=true\n");
        await supervisor.Rpc.WaitForStateAsync("cat", "RUNNING");
        var times = new List<double>();
        for (var round = 0; round < 20; round++)
        {
            var pid = await supervisor.Rpc.PidOfAsync("cat");
            using var victim = Process.GetProcessById(pid);
            var killed = Stopwatch.GetTimestamp();
            victim.Kill();
            int[] next;
            while ((next = [.. Children(supervisor.Pid).Where(child => child != pid)]).Length == 0)
            {
                // Looking is all that is done here: a pause would be most of what is measured.
            }
            times.Add(Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
            await Eventually.HoldsAsync(async () => await supervisor.Rpc.PidOfAsync("cat") == next[0], "the new pid is the one told");
        }
        times.Sort();
        output.WriteLine($"from SIGKILL to the next process: median {times[10]:F1} ms, fastest {times[0]:F1} ms, slowest {times[^1]:F1} ms");
    }

    [Fact]
    public async Task As_the_first_process_of_a_container_it_takes_in_orphans_and_ends_on_a_signal()
    {
        using var directory = new TestDirectory();
        directory.Script("orphaning", "(sleep 0.3; exit 5) &\n(sleep 0.3; kill -9 $(sh -c 'echo $PPID')) &\nexit 0");
        var configuration = TestConfiguration.Write(
            directory, "[program:orphaning]\ncommand=@dir@/orphaning\nstartsecs=0\nautorestart=false\n[program:cat]\ncommand=cat\nstartsecs=0\n");
        var ours = await Peer.OursAsync();
        await using var outside = ChildProcess.Start(
            "/usr/bin/unshare",
            ["--pid", "--fork", "--mount-proc", "--kill-child", ours.FileName, .. ours.Arguments, "-n", "-c", configuration],
            ours.Environment,
            directory.Path);
        var log = directory[TestConfiguration.LogName];
        await Eventually.HoldsAsync(() => Lines(log, directory).Count(l => l.StartsWith("INFO reaped unknown pid", StringComparison.Ordinal)) == 2, "both orphans are reaped");
        var lines = Lines(log, directory);
        Assert.Contains("INFO supervisord started with pid <pid>", lines);
        Assert.Contains(" pid 1\n", File.ReadAllText(log), StringComparison.Ordinal);
        Assert.Contains("INFO reaped unknown pid <pid> (exit status 5)", lines);
        Assert.Contains("INFO reaped unknown pid <pid> (terminated by SIGKILL)", lines);
        Assert.Contains("INFO exited: orphaning (exit status 0; expected)", lines);
        var first = Assert.Single(Children(outside.Id));
        Assert.Equal(["cat"], Children(first).Select(child => File.ReadAllText($"/proc/{child}/comm").Trim()));
        await ChildProcess.RunAsync("kill", ["-TERM", $"{first}"]);
        Assert.Equal(0, (await outside.CompletedAsync()).ExitCode);
        Assert.Contains("WARN received SIGTERM indicating exit request", Lines(log, directory));
    }

    private static IReadOnlyList<string> Lines(string log, TestDirectory directory) =>
        File.Exists(log) ? MainLogText.Lines(File.ReadAllText(log), directory) : [];

    private static async Task RoundAsync(RunningSupervisor supervisor)
    {
        var reply = await supervisor.Rpc.CallAsync("supervisor.startProcessGroup", "p");
        Assert.Null(reply.Fault);
        await Eventually.HoldsAsync(
            async () => (await supervisor.Rpc.CallAsync("supervisor.getAllProcessInfo")).Array.All(p => (string)((RpcStruct)p!)["statename"]! == "EXITED"), "all have ended");
    }

    private static int Descriptors(RunningSupervisor supervisor) => Directory.EnumerateFileSystemEntries($"/proc/{supervisor.Pid}/fd").Count();

    /// <summary>Zombies count too.</summary>
    private static List<int> Children(int pid) =>
        [.. File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse), .. Elsewhere(pid)];

    /// <summary>A child belongs to the thread that made it.</summary>
    private static IEnumerable<int> Elsewhere(int pid)
    {
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{pid}/task").Where(t => Path.GetFileName(t) != $"{pid}"))
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(thread, "children"));
            }
            catch (IOException)
            {
                continue;
            }
            foreach (var child in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return int.Parse(child);
        }
    }
}
