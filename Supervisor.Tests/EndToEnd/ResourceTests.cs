using System.Globalization;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Limits and priorities of programs: at their start, and while they run. Needs root, as a negative niceness does.</summary>
public class ResourceTests
{
    private const string Program = "[program:p]\ncommand=/usr/bin/python3 @dir@/program.py\ndirectory=@dir@\nstdout_logfile=@dir@/out\nstderr_logfile=@dir@/err\n";

    private const string Script =
        """
        import os, resource, ctypes, platform, time
        print('nofile', *resource.getrlimit(resource.RLIMIT_NOFILE))
        print('core', *resource.getrlimit(resource.RLIMIT_CORE))
        print('stack', *resource.getrlimit(resource.RLIMIT_STACK))
        print('nice', os.getpriority(os.PRIO_PROCESS, 0))
        print('ionice', ctypes.CDLL(None).syscall(31 if platform.machine() == 'aarch64' else 252, 1, 0))
        print('affinity', *os.sched_getaffinity(0))
        print('oom', open('/proc/self/oom_score_adj').read().strip())
        print('uid', os.getuid(), flush=True)
        child = os.fork()
        if child:
            open('child.new', 'w').write(str(child))
            os.rename('child.new', 'child')
        time.sleep(600)
        """;

    [Fact]
    public async Task A_child_has_what_is_configured_before_its_user_is_switched()
    {
        using var directory = Directory();
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"{Program}user=nobody\nrlimit_nofile=7000:8000\nrlimit_core=0:1000\nrlimit_stack=keep\nnice=-5\nionice=best-effort:2\noom_score_adj=100\ncpu_affinity=0\n",
            directory: directory);
        var stack = Limit(supervisor.Pid, "Max stack size").Replace("unlimited", "-1", StringComparison.Ordinal);
        var told = await ToldAsync(directory);
        Assert.Equal($"nofile 7000 8000\ncore 0 1000\nstack {stack}\nnice -5\nionice {2 << 13 | 2}\naffinity 0\noom 100\nuid 65534\n", told);
    }

    [Fact]
    public async Task Without_these_keys_a_child_has_what_the_daemon_has()
    {
        using var directory = Directory();
        await using var supervisor = await RunningSupervisor.StartAsync(Program, directory: directory);
        await ToldAsync(directory);
        var pid = await PidAsync(supervisor);
        Assert.Equal(File.ReadAllText($"/proc/{supervisor.Pid}/limits"), File.ReadAllText($"/proc/{pid}/limits"));
        Assert.Equal(File.ReadAllText($"/proc/{supervisor.Pid}/oom_score_adj"), File.ReadAllText($"/proc/{pid}/oom_score_adj"));
    }

    [Fact]
    public async Task What_a_user_may_not_raise_ends_the_child_with_127_and_the_reason_on_its_stderr()
    {
        using var directory = Directory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        var ours = await Peer.OursAsync();
        var nobody = ours with
        {
            FileName = "prlimit",
            Arguments = ["--nofile=1024:4096", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ours.FileName, .. ours.Arguments],
        };
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"{Program}startretries=0\nrlimit_nofile=65536\n{Program.Replace("[program:p]", "[program:q]", StringComparison.Ordinal).Replace("/err", "/err2", StringComparison.Ordinal)}startretries=0\noom_score_adj=-500\n",
            nobody,
            directory);
        await supervisor.Rpc.WaitForStateAsync("p", "FATAL");
        await supervisor.Rpc.WaitForStateAsync("q", "FATAL");
        await Eventually.HoldsAsync(() => Text("err").EndsWith("spawned\n", StringComparison.Ordinal) && Text("err2").EndsWith("spawned\n", StringComparison.Ordinal), "both are told");
        Assert.Equal("supervisor: couldn't set RLIMIT_NOFILE to 65536: EPERM\nsupervisor: child process was not spawned\n", Text("err"));
        Assert.Equal("supervisor: couldn't set oom_score_adj to -500: EACCES\nsupervisor: child process was not spawned\n", Text("err2"));
        Assert.Contains("exited: p (exit status 127; not expected)", supervisor.MainLog, StringComparison.Ordinal);

        string Text(string name) => File.Exists(directory[name]) ? File.ReadAllText(directory[name]) : "";
    }

    [Fact]
    public async Task Limits_are_changed_while_a_program_runs_with_those_who_descend_from_it_until_its_next_start()
    {
        using var directory = Directory();
        await using var supervisor = await RunningSupervisor.StartAsync($"{Program}rlimit_nofile=1000:9000\n", directory: directory);
        await ToldAsync(directory);
        int[] pids = [await PidAsync(supervisor), await ChildAsync(directory)];
        Assert.Equal(new CompletedChild(0, "p: limits changed until its next start\n", ""),
            await CtlAsync(supervisor, "limits", "p", "nofile=6000:8000", "nice=6", "rlimit_core=0", "oom_score_adj=200"));
        Assert.All(pids, pid => Assert.Equal("6000 8000", Limit(pid, "Max open files")));
        Assert.All(pids, pid => Assert.Equal("0 0", Limit(pid, "Max core file size")));
        Assert.All(pids, pid => Assert.Equal("6", File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ')[16]));
        Assert.All(pids, pid => Assert.Equal("200\n", File.ReadAllText($"/proc/{pid}/oom_score_adj")));
        Assert.Contains($"INFO limits of 'p' (pid {pids[0]}) changed until its next start: nofile=6000:8000, nice=6", supervisor.MainLog, StringComparison.Ordinal);
        var shown = (await CtlAsync(supervisor, "limits", "p")).Output;
        Assert.Contains("\nrlimit_nofile       1000:9000                 6000:8000\n", shown, StringComparison.Ordinal);
        Assert.Contains("\nnice                -                         6\n", shown, StringComparison.Ordinal);

        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "p")).Fault);
        Assert.Contains("\nrlimit_nofile       1000:9000                 -\n", (await CtlAsync(supervisor, "limits", "p")).Output, StringComparison.Ordinal);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "p")).Fault);
        Assert.Equal("1000 9000", Limit(await PidAsync(supervisor), "Max open files"));
    }

    [Fact]
    public async Task What_cannot_be_changed_is_told_and_sets_the_exit_code()
    {
        using var directory = Directory();
        await using var supervisor = await RunningSupervisor.StartAsync($"{Program}[program:off]\ncommand=/bin/cat\nautostart=false\n", directory: directory);
        await ToldAsync(directory);
        var pid = await PidAsync(supervisor);
        Assert.Equal((1, $"p: ERROR (couldn't set cpu_affinity to 1000 for pid {pid} and 1 more: EINVAL)\n"), await PrintedAsync("p", "cpu_affinity=1000"));
        Assert.Equal((1, "p: ERROR (INCORRECT_PARAMETERS: not a valid resource limit: '10:5' (soft above hard) for rlimit_nofile)\n"), await PrintedAsync("p", "nofile=10:5"));
        var (code, unknown) = await PrintedAsync("p", "files=10");
        Assert.Equal(1, code);
        Assert.StartsWith("p: ERROR (INCORRECT_PARAMETERS: files=10 (KEY=VALUE with one of: as, core,", unknown, StringComparison.Ordinal);
        Assert.Equal((7, "off: ERROR (not running)\n"), await PrintedAsync("off", "nofile=10"));
        Assert.Equal((1, "none: ERROR (no such process)\n"), await PrintedAsync("none", "nofile=10"));
        Assert.Equal((1, "none: ERROR (no such process)\n"), await PrintedAsync("none"));

        async Task<(int, string)> PrintedAsync(params string[] words)
        {
            var completed = await CtlAsync(supervisor, ["limits", .. words]);
            return (completed.ExitCode, completed.Output);
        }
    }

    [Fact]
    public async Task The_daemons_own_limit_is_raised_at_a_reread_and_its_programs_have_it()
    {
        using var directory = Directory();
        var ours = await Peer.OursAsync();
        var limited = ours with { FileName = "prlimit", Arguments = ["--nproc=500:6000", ours.FileName, .. ours.Arguments] };
        await using var supervisor = await RunningSupervisor.StartAsync(Program, limited, directory);
        await ToldAsync(directory);
        supervisor.Reconfigure($"[supervisord]\nminprocs=5000\n{Program}");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.reloadConfig")).Fault);
        Assert.Equal("5000 6000", Limit(supervisor.Pid, "Max processes"));
        await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("INFO Increased RLIMIT_NPROC limit to 5000", StringComparison.Ordinal), "it is told");
        await supervisor.Rpc.CallAsync("supervisor.stopProcess", "p");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "p")).Fault);
        Assert.Equal("5000 6000", Limit(await PidAsync(supervisor), "Max processes"));
    }

    [Fact]
    public async Task Where_it_may_not_be_raised_a_reread_says_so_once_and_is_otherwise_as_ever()
    {
        using var directory = Directory();
        var ours = await Peer.OursAsync();
        var limited = ours with
        {
            FileName = "prlimit",
            Arguments = ["--nofile=1024:2000", "setpriv", "--bounding-set=-sys_resource", "--inh-caps=-sys_resource", ours.FileName, .. ours.Arguments],
        };
        await using var supervisor = await RunningSupervisor.StartAsync(Program, limited, directory);
        supervisor.Reconfigure($"[supervisord]\nminfds=5000\n{Program}");
        for (var i = 0; i < 2; i++)
            Assert.Null((await supervisor.Rpc.CallAsync("supervisor.reloadConfig")).Fault);
        var told = Assert.Single(supervisor.MainLog.Split('\n'), line => line.Contains("minfds", StringComparison.Ordinal));
        Assert.Contains("WARN minfds=5000 cannot be met without a restart of supervisord by somebody who may raise RLIMIT_NOFILE above 2000;", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_these_keys_still_starts_stock()
    {
        await using var stock = await RunningSupervisor.StartAsync(
            "[supervisord]\norphans=stop\n[program:p]\ncommand=/bin/cat\nrlimit_nofile=1000:2000\nnice=5\nionice=idle\noom_score_adj=5\ncpu_affinity=0\n", await Peer.StockAsync());
        await stock.Rpc.WaitForStateAsync("p", "RUNNING");
    }

    private static TestDirectory Directory()
    {
        var directory = new TestDirectory();
        // The users of these tests read it too.
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        directory.Write("program.py", Script);
        return directory;
    }

    private static async Task<string> ToldAsync(TestDirectory directory)
    {
        await Eventually.HoldsAsync(() => File.Exists(directory["child"]) && File.Exists(directory["out"]) && File.ReadAllText(directory["out"]).Contains("uid", StringComparison.Ordinal), "it has told");
        return File.ReadAllText(directory["out"]);
    }

    private static async Task<int> ChildAsync(TestDirectory directory)
    {
        await Eventually.HoldsAsync(() => File.Exists(directory["child"]), "its child lives");
        return int.Parse(File.ReadAllText(directory["child"]), CultureInfo.InvariantCulture);
    }

    private static async Task<int> PidAsync(RunningSupervisor supervisor) =>
        (int)((RpcStruct)(await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "p")).Value!)["pid"]!;

    /// <summary>Soft and hard, as the kernel tells them.</summary>
    private static string Limit(int pid, string name) => string.Join(
        ' ', File.ReadLines($"/proc/{pid}/limits").Single(line => line.StartsWith(name, StringComparison.Ordinal))[26..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2]);

    private static async Task<CompletedChild> CtlAsync(RunningSupervisor supervisor, params string[] words)
    {
        await using var client = new OurCtl();
        return await client.RunAsync(["-c", supervisor.ConfigurationPath, .. words], supervisor.Directory.Path, "");
    }
}
