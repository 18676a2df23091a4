using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Programs that cannot be started, each for another reason: state, reason, stderr and main log are those of stock.</summary>
public class SpawningFailureTests
{
    private static readonly (string Name, string Keys)[] AsRoot =
    [
        ("quote", "command=cat \"unbalanced"),
        ("nothing", "command="),
        ("blank", "command= \"\"\nenvironment=PATH=\"@dir@/first:/bin\""),
        ("path", "command=/no/such"),
        ("word", "command=no-such-word -x"),
        ("folder", "command=/usr"),
        ("wordfolder", "command=sub\nenvironment=PATH=\"@dir@/first:/usr/bin\""),
        ("plain", "command=@dir@/plain"),
        ("wordplain", "command=plain\nenvironment=PATH=\"@dir@:/usr/bin\""),
        ("nopath", "command=report-me\nenvironment=PATH=\"\""),
        ("format", "command=@dir@/garbage one two"),
        ("interpreter", "command=@dir@/orphan"),
        ("relative", "command=./nothing"),
        ("chdir", "command=/bin/cat\ndirectory=/no/such"),
        ("chdirfile", "command=/bin/cat\ndirectory=/etc/passwd"),
        ("chdirclosed", "command=/bin/cat\ndirectory=@dir@/private\nuser=nobody"),
        ("execclosed", "command=@dir@/onlyroot\nuser=nobody"),
        ("together", "command=@dir@/garbage\nredirect_stderr=true"),
        ("logfolder", "command=/bin/cat\nstdout_logfile=@dir@/first"),
        ("errfolder", "command=/bin/cat\nstderr_logfile=@dir@/first"),
        ("vanished", "command=/bin/cat\nstdout_logfile=@dir@/gone/log\nautostart=false"),
    ];

    private static readonly (string Name, string Keys)[] AsNobody =
    [
        ("permission", "command=@dir@/onlyroot"),
        ("user", "command=/bin/cat\nuser=daemon"),
        ("userchdir", "command=/bin/cat\nuser=daemon\ndirectory=/no/such"),
        ("logclosed", "command=/bin/cat\nstdout_logfile=/root/log"),
    ];

    [Fact]
    public async Task Every_reason_is_told_where_and_as_stock_tells_it() => await ExpectEqualAsync("", AsRoot);

    [Fact]
    public async Task So_are_those_of_a_daemon_without_privileges() => await ExpectEqualAsync("[supervisord]\nuser=nobody\n", AsNobody);

    /// <summary>As in a container that dropped them all. Needs root.</summary>
    [Fact]
    public async Task A_capability_that_is_missing_is_named()
    {
        var ours = await Peer.OursAsync();
        var powerless = ours.Behind("exec setpriv --bounding-set=-all --inh-caps=-all \"$@\"");
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:p]\ncommand=/bin/cat\nuser=nobody\nstartretries=0\nstderr_logfile=@dir@/p.err\n", powerless);
        await Eventually.HoldsAsync(
            () => File.ReadAllText(supervisor.Directory["p.err"]).Contains(
                "Could not set groups of effective user (the daemon has not the capability CAP_SETGID)", StringComparison.Ordinal),
            "the reason is told");
    }

    private static async Task ExpectEqualAsync(string supervisord, (string Name, string Keys)[] programs)
    {
        var (stock, ours) = await BothPeers.RunAsync(peer => OutcomeAsync(peer, supervisord, programs));
        Assert.True(stock == ours, BothPeers.Difference(stock, ours));
    }

    /// <summary>No program gets as far as RUNNING, however slow the machine: <c>startsecs</c> is long.</summary>
    private static async Task<string> OutcomeAsync(Peer peer, string supervisord, (string Name, string Keys)[] programs)
    {
        using var directory = new TestDirectory();
        Prepare(directory);
        var sections = string.Concat(programs.Select(p =>
            $"[program:{p.Name}]\nstartretries=0\nstartsecs=600\nstderr_logfile=@dir@/{p.Name}.err\nstdout_logfile=@dir@/{p.Name}.out\n{p.Keys}\n"));
        await using var supervisor = await RunningSupervisor.StartAsync(supervisord + sections, peer, directory);
        Directory.Delete(directory["gone"]);
        foreach (var (name, _) in programs.Where(p => p.Keys.Contains("autostart=false", StringComparison.Ordinal)))
            await supervisor.Rpc.CallAsync("supervisor.startProcess", name, false);
        foreach (var (name, _) in programs)
            await supervisor.Rpc.WaitForStateAsync(name, "FATAL");
        // Ours writes its logs from another thread: who asks for one is answered when all that was said before is written.
        await supervisor.Rpc.CallAsync("supervisor.readLog", -1, 0);
        foreach (var (name, _) in programs)
        {
            await supervisor.Rpc.CallAsync("supervisor.readProcessStdoutLog", name, -1, 0);
            await supervisor.Rpc.CallAsync("supervisor.readProcessStderrLog", name, -1, 0);
        }

        var told = new List<string>();
        foreach (var (name, _) in programs)
        {
            var info = (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", name)).Struct;
            told.Add($"{name}: {info["spawnerr"]}; exit status {info["exitstatus"]}; {info["description"]}".Replace(directory.Path, "@dir@", StringComparison.Ordinal));
            foreach (var log in new[] { $"{name}.out", $"{name}.err" }.Where(f => File.Exists(directory[f])))
                told.Add($"{log}: {File.ReadAllText(directory[log]).Replace(directory.Path, "@dir@", StringComparison.Ordinal)}");
        }
        return string.Join('\n', told) + "\n" + string.Join('\n', MainLogText.Lines(supervisor).Where(l => !l.StartsWith("CRIT", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static void Prepare(TestDirectory directory)
    {
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
        Directory.CreateDirectory(directory["first/sub"]);
        Directory.CreateDirectory(directory["gone"]);
        Directory.CreateDirectory(directory["private"], (UnixFileMode)0b111_000_000);
        directory.Write("plain", "no program\n");
        directory.Write("garbage", "\u0001\u0002 no format\n");
        File.SetUnixFileMode(directory["garbage"], (UnixFileMode)0b111_101_101);
        directory.Write("orphan", "#!/no/such/interpreter\n");
        File.SetUnixFileMode(directory["orphan"], (UnixFileMode)0b111_101_101);
        directory.Script("onlyroot", "echo run");
        File.SetUnixFileMode(directory["onlyroot"], (UnixFileMode)0b111_000_000);
    }
}
