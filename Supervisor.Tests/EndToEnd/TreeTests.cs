using System.Globalization;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>What a program leaves behind is ended, with real processes that leave its group and its session.</summary>
public sealed class TreeTests : IDisposable
{
    /// <summary>Two processes go their own ways before the program is up; the one of them takes no orders.</summary>
    private const string Parent =
        """
        setsid sh -c 'echo $$ > polite; exec sleep 1301' &
        setsid sh -c 'trap "" TERM; echo $$ > deaf; exec sleep 1302' &
        while [ ! -s polite ] || [ ! -s deaf ]; do sleep 0.1; done
        echo up
        exec sleep 1303
        """;

    private const string Web = "[program:web]\ncommand=/bin/sh @dir@/parent\ndirectory=@dir@\nstartsecs=0\nstopwaitsecs=1\nstdout_logfile=@dir@/web.log\n";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task After_a_stop_they_are_asked_and_then_killed()
    {
        await using var supervisor = await StartAsync("kill_tree=true\n");
        var (polite, deaf) = (PidIn(supervisor, "polite"), PidIn(supervisor, "deaf"));
        await CtlOutput.ExpectAsync(supervisor, "stop web", 0, "web: stopped\n");
        await GoneAsync(polite, deaf);
        Assert.Contains($"WARN killing what 'web' has left behind with SIGKILL: pid {deaf} (sleep 1302)\n", supervisor.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_its_own_end_they_are_killed_before_it_starts_again()
    {
        await using var supervisor = await StartAsync("kill_tree=true\nautorestart=true\n", "exec 9> lock\nflock -n 9 || { echo held; exit 3; }\n");
        for (var life = 1; life <= 3; life++)
        {
            var pid = await supervisor.Rpc.PidOfAsync("web");
            Signals.Kill(pid, Signals.SIGKILL);
            await Eventually.HoldsAsync(() => File.ReadAllText(supervisor.Directory["web.log"]) == string.Concat(Enumerable.Repeat("up\n", life + 1)), "it is up again, and found the lock free");
        }
    }

    [Fact]
    public async Task Without_the_key_they_live_on_as_with_stock()
    {
        await using var supervisor = await StartAsync("");
        var (polite, deaf) = (PidIn(supervisor, "polite"), PidIn(supervisor, "deaf"));
        await CtlOutput.ExpectAsync(supervisor, "stop web", 0, "web: stopped\n");
        Assert.True(IsAlive(polite) && IsAlive(deaf));
        Signals.Kill(polite, Signals.SIGKILL);
        Signals.Kill(deaf, Signals.SIGKILL);
    }

    /// <summary>Whoever leaves the session and forgets its environment too is found by nobody but the kernel.</summary>
    [Fact]
    public async Task In_a_cgroup_nobody_hides()
    {
        await using var supervisor = await StartAsync("cgroup_kill=true\n", "env -i setsid sh -c 'sleep 1304 & echo $! > hidden' &\nwhile [ ! -s hidden ]; do sleep 0.1; done\n");
        var hidden = PidIn(supervisor, "hidden");
        var cgroup = File.ReadAllText($"/proc/{hidden}/cgroup").Split('\n').First(line => line.StartsWith("0::", StringComparison.Ordinal));
        Assert.EndsWith($"/supervisord.{supervisor.Pid}/web:web", cgroup, StringComparison.Ordinal);
        await supervisor.SignalAsync("TERM");
        await supervisor.Process.CompletedAsync();
        Assert.False(IsAlive(hidden));
        Assert.Empty(MountPoints().SelectMany(point => Directory.GetDirectories(point, $"supervisord.{supervisor.Pid}", SearchOption.AllDirectories)));
    }

    [Fact]
    public async Task A_limit_that_the_kernel_does_not_offer_is_told()
    {
        const string Section = "[program:{0}]\ncommand=/bin/cat\nstartsecs=0\nautorestart=false\nstartretries=0\nio_weight=50\nmemory_max=64MiB\npids_max=20\ncgroup={1}\n";
        await using var supervisor = await RunningSupervisor.StartAsync(
            string.Format(CultureInfo.InvariantCulture, Section, "strict", "require") + string.Format(CultureInfo.InvariantCulture, Section, "lax", "auto"));
        await supervisor.Rpc.WaitForStateAsync("lax", "RUNNING");
        var own = Cgroups.Of(supervisor.Pid);
        if (own is not null && Directory.EnumerateFiles(own, "cgroup.controllers").Any(file => File.ReadAllText(file).Contains("memory", StringComparison.Ordinal)))
        {
            await supervisor.Rpc.WaitForStateAsync("strict", "RUNNING");
            var cgroup = Cgroups.Of(await supervisor.Rpc.PidOfAsync("strict"))!;
            Assert.Equal(("20\n", "67108864\n"), (File.ReadAllText(Path.Combine(cgroup, "pids.max")), File.ReadAllText(Path.Combine(cgroup, "memory.max"))));
            return;
        }
        await supervisor.Rpc.WaitForStateAsync("strict", "FATAL");
        Assert.Contains("spawnerr: cgroup=require: the kernel offers no memory controller in ", supervisor.MainLog, StringComparison.Ordinal);
        Assert.Contains("lax: runs without a cgroup of its own: the kernel offers no memory controller in ", supervisor.MainLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cgroup_is_known_to_the_daemon_that_takes_over()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(Web + "cgroup_kill=true\n", prepare: directory => directory.Write("parent", Parent));
        if (daemon is null)
            return;
        await Eventually.HoldsAsync(() => File.Exists(daemon.Directory["web.log"]) && File.ReadAllText(daemon.Directory["web.log"]) == "up\n", "it is up");
        await daemon.UpgradeAsync();
        var deaf = int.Parse(File.ReadAllText(daemon.Directory["deaf"]), CultureInfo.InvariantCulture);
        Assert.Null((await daemon.Rpc.CallAsync("supervisor.stopProcess", "web")).Fault);
        await GoneAsync(deaf);
    }

    [Fact]
    public async Task A_program_has_the_groups_that_it_is_given()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:ids]\ncommand=/bin/sh -c \"id -u; id -g; id -G | tr ' ' '\\n' | sort -n; echo end\"\nstartsecs=0\nautorestart=false\nstdout_logfile=@dir@/ids.log\nuser=nobody\nrun_group=daemon\nsupplementary_groups=bin,3\n");
        await Eventually.HoldsAsync(() => File.Exists(supervisor.Directory["ids.log"]) && File.ReadAllText(supervisor.Directory["ids.log"]).EndsWith("end\n", StringComparison.Ordinal), "it has said who it is");
        Assert.Equal("65534\n1\n1\n2\n3\nend\n", File.ReadAllText(supervisor.Directory["ids.log"]));
    }

    private async Task<RunningSupervisor> StartAsync(string keys, string first = "")
    {
        _directory.Write("parent", first + Parent);
        var supervisor = await RunningSupervisor.StartAsync(Web + keys, directory: _directory);
        await Eventually.HoldsAsync(() => File.Exists(_directory["web.log"]) && File.ReadAllText(_directory["web.log"]) == "up\n", "the program and its processes are up");
        return supervisor;
    }

    private static int PidIn(RunningSupervisor supervisor, string file) => int.Parse(File.ReadAllText(supervisor.Directory[file]), CultureInfo.InvariantCulture);

    private static bool IsAlive(int pid) => ProcessList.Find(pid) is { IsDead: false };

    private static Task GoneAsync(params int[] pids) => Eventually.HoldsAsync(() => !pids.Any(IsAlive), "nobody is left");

    private static IEnumerable<string> MountPoints() =>
        File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal)).Select(line => line.Split(' ')[4]);
}
