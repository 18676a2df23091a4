using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Much of what otherwise comes in small numbers: deaths, programs, bytes of one line, and generations of one program.</summary>
public class FaultsManyTests
{
    private const int LargestKilobytes = 400_000;

    [Fact]
    public async Task Ten_thousand_deaths_are_ten_thousand_lines_and_leave_nothing()
    {
        const int Deaths = 10_000;
        const int LineBytes = 60;
        await using var supervisor = await RunningSupervisor.StartAsync(
            """
            [program:p]
            command=/bin/true
            process_name=p%(process_num)d
            numprocs=40
            autostart=false
            autorestart=true
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
            """);
        await supervisor.Rpc.CallAsync("supervisor.startProcessGroup", "p");
        await supervisor.Rpc.CallAsync("supervisor.stopProcessGroup", "p");
        var before = Descriptors(supervisor);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcessGroup", "p", false)).Fault);
        var log = new FileInfo(supervisor.Directory[TestConfiguration.LogName]);
        // Reading all of it again and again would take the machine away from those who die.
        await Eventually.HoldsAsync(() => Length(log) > Deaths * LineBytes && Count(supervisor, "exited: p") >= Deaths, "they have died", 4 * Eventually.Patience);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcessGroup", "p")).Fault);
        // A start that was given up because it took more than a second may still bring forth a child, which is killed.
        await Eventually.HoldsAsync(() => Children(supervisor.Pid).Count == 0, "no child is left");
        await Eventually.HoldsAsync(() => Descriptors(supervisor) <= before, "no descriptor is left");
        // The last lines may be on their way to the disk; a line too many would stay.
        await Eventually.HoldsAsync(
            () => supervisor.MainLog is var log && Count(log, "spawned: 'p") == Count(log, "exited: p") + Count(log, "stopped: p"), "every child that was spawned has a line of its end");
        Assert.DoesNotContain("reaped unknown", supervisor.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_programs_that_die_at_once_are_all_told_and_started_again()
    {
        const int Programs = 1000;
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [program:p]
            command=/bin/sleep 1000
            process_name=p%(process_num)d
            numprocs={Programs}
            autorestart=true
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
            """,
            (await Peer.OursAsync()).Behind("ulimit -n 8192"));
        await Eventually.HoldsAsync(() => Children(supervisor.Pid).Count == Programs, "all are up", 2 * Eventually.Patience);
        var first = Children(supervisor.Pid);
        await ChildProcess.RunAsync("kill", ["-KILL", .. first.Select(pid => $"{pid}")]);
        await Eventually.HoldsAsync(() => Count(supervisor, "(terminated by SIGKILL; not expected)") == Programs, "all deaths are told");
        await Eventually.HoldsAsync(() => Count(supervisor, "spawned: 'p") == 2 * Programs, "all are started again", 2 * Eventually.Patience);
        var second = Children(supervisor.Pid);
        Assert.Equal(Programs, second.Count);
        Assert.Empty(second.Intersect(first));
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Empty(supervisor.DescendantPids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("strip_ansi=true")]
    [InlineData("stdout_capture_maxbytes=1MB\nstdout_events_enabled=true")]
    public async Task A_hundred_megabytes_without_a_line_end_are_written_and_not_kept(string key)
    {
        const int Bytes = 100_000_000;
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"""
            [program:flood]
            command=head -c {Bytes} /dev/zero
            startsecs=0
            autorestart=false
            stdout_logfile=@dir@/flood.log
            stdout_logfile_maxbytes=0
            {key}
            """);
        await supervisor.Rpc.WaitForStateAsync("flood", "EXITED");
        Assert.Equal(Bytes, (await supervisor.Rpc.CallAsync("supervisor.tailProcessStdoutLog", "flood", 0, 1)).Array[1]);
        Assert.Equal(Bytes, new FileInfo(supervisor.Directory["flood.log"]).Length);
        var most = File.ReadLines($"/proc/{supervisor.Pid}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        Assert.InRange(int.Parse(most.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]), 1, LargestKilobytes);
    }

    /// <summary>The pipe is the program's: what is written to it after the program's death has nobody to read it, as with stock.</summary>
    [Fact]
    public async Task What_a_grandchild_wrote_before_the_programs_death_is_in_the_log_and_what_it_writes_later_is_refused()
    {
        var (stock, ours) = await BothPeers.RunAsync(async peer =>
        {
            using var directory = new TestDirectory();
            directory.Script(
                "parent",
                """
                (echo of the grandchild; touch written; until [ -e go ]; do sleep 0.01; done; echo late; echo "status $?" >end; mv end done) &
                until [ -e written ]; do sleep 0.01; done
                exit 3
                """);
            await using var supervisor = await RunningSupervisor.StartAsync(
                "[program:p]\ncommand=@dir@/parent\ndirectory=@dir@\nstartsecs=0\nautorestart=false\nstdout_logfile=@dir@/p.log\nstderr_logfile=NONE\n", peer, directory);
            await supervisor.Rpc.WaitForStateAsync("p", "EXITED");
            directory.Write("go", "");
            await Eventually.HoldsAsync(() => File.Exists(directory["done"]), "the grandchild has gone on");
            return $"{File.ReadAllText(directory["p.log"])}{File.ReadAllText(directory["done"])}{await supervisor.Rpc.StateOfAsync("p")}";
        });
        Assert.Equal(stock, ours);
        Assert.StartsWith("of the grandchild\nstatus ", ours, StringComparison.Ordinal);
    }

    /// <summary>Whoever leaves the session and the group of a program is not the daemon's to end; that it is there keeps nobody from anything.</summary>
    [Theory]
    [InlineData("setsid sleep 1000 & exec sleep 1000")]
    [InlineData("(setsid sh -c 'sleep 1000 & sleep 1000' &) ; exec sleep 1000")]
    public async Task Those_who_left_the_group_outlive_a_stop_and_the_daemon_and_hold_up_neither(string script)
    {
        using var directory = new TestDirectory();
        directory.Script("parent", script);
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:p]\ncommand=@dir@/parent\nstartsecs=0\nstopasgroup=true\nkillasgroup=true\n", directory: directory);
        await supervisor.Rpc.WaitForStateAsync("p", "RUNNING");
        var program = await supervisor.Rpc.PidOfAsync("p");
        await Eventually.HoldsAsync(() => Escaped().Count > 0 && Name(program) == "sleep", "somebody has left");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "p")).Fault);
        Assert.Equal("STOPPED", await supervisor.Rpc.StateOfAsync("p"));
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "p")).Fault);
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.NotEmpty(Escaped());

        List<int> Escaped() => [.. supervisor.DescendantPids.Where(pid => pid != program && Name(pid) == "sleep")];
    }

    private static string Name(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static long Length(FileInfo file)
    {
        file.Refresh();
        return file.Length;
    }

    private static int Count(RunningSupervisor supervisor, string text) => Count(supervisor.MainLog, text);

    private static int Count(string log, string text) => log.Split(text).Length - 1;

    /// <summary>Without the files of the runtime, which it opens when it first needs them.</summary>
    private static int Descriptors(RunningSupervisor supervisor) => Directory.GetFileSystemEntries($"/proc/{supervisor.Pid}/fd")
        .Count(path => new FileInfo(path).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == false);

    /// <summary>Of all its threads; zombies count too.</summary>
    private static List<int> Children(int pid) =>
    [
        .. Directory.GetDirectories($"/proc/{pid}/task")
            .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse),
    ];
}
