using System.Globalization;
using System.Text.RegularExpressions;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Programs that run on when the daemon is killed are named by its next start, or stopped.</summary>
public partial class FaultsOrphansTests
{
    private const string Quiet = "startsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE\n";
    private const string Sleepers = $"[program:a]\ncommand=sleep 1101\n{Quiet}[program:b]\ncommand=sleep 1102\nautostart=false\n{Quiet}";

    [Fact]
    public async Task Each_is_named_once_with_what_to_do_and_runs_on()
    {
        using var directory = new TestDirectory();
        await using var killed = await KilledAsync(directory, Sleepers, "a", "b");
        var orphans = Pids(killed);
        await using var next = await RunningSupervisor.StartAsync(Sleepers, directory: directory);
        var told = Told(next);
        Assert.Equal(2, told.Count);
        Assert.Contains($"WARN 'a' of an earlier life of this daemon still runs: pid {orphans["a"]} (sleep 1101); nobody supervises it, and a start of 'a' runs beside it. Stop it with 'kill {orphans["a"]}', or set orphans=stop in [supervisord]", told.Single(l => l.Contains("'a'", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains($"pid {orphans["b"]} (sleep 1102)", told.Single(l => l.Contains("'b'", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.All(orphans.Values, pid => Assert.True(Lives(pid)));
        // A reload is no start: whom the start let live is named no second time.
        await next.SignalAsync("HUP");
        await Eventually.HoldsAsync(() => Started(next) == 3, "it has begun anew");
        await next.AnswersAsync();
        Assert.Equal(2, Told(next).Count);
    }

    [Fact]
    public async Task With_stop_each_gets_its_signal_its_time_and_then_SIGKILL_before_anything_is_started()
    {
        using var directory = new TestDirectory();
        directory.Script("polite", "trap 'echo bye > @; exit 0' USR1\necho up > polite.up\nwhile :; do sleep 0.05; done".Replace("@", "polite.bye", StringComparison.Ordinal));
        directory.Script("stubborn", "trap '' TERM\nsleep 1111 &\necho $! > stubborn.child\necho up > stubborn.up\nwhile :; do sleep 0.05; done");
        const string Programs = $"""
            [supervisord]
            orphans=stop

            [program:polite]
            command=@dir@/polite
            directory=@dir@
            stopsignal=USR1
            {Quiet}
            [program:stubborn]
            command=@dir@/stubborn
            directory=@dir@
            stopwaitsecs=1
            killasgroup=true
            {Quiet}
            [program:gone]
            command=sleep 1112
            {Quiet}
            """;
        await using var killed = await KilledAsync(directory, Programs, "polite", "stubborn", "gone");
        await Eventually.HoldsAsync(() => File.Exists(directory["polite.up"]) && File.Exists(directory["stubborn.up"]), "both are up");
        var orphans = Pids(killed);
        var child = int.Parse(File.ReadAllText(directory["stubborn.child"]), CultureInfo.InvariantCulture);
        var before = killed.MainLog.Length;
        // The program of one is not configured any more.
        await using var next = await RunningSupervisor.StartAsync(Programs.Replace("[program:gone]", "[program:other]", StringComparison.Ordinal), directory: directory);
        var log = next.MainLog[before..];
        Assert.All([.. orphans.Values, child], pid => Assert.False(Lives(pid), log));
        Assert.Equal("bye\n", File.ReadAllText(directory["polite.bye"]));
        Assert.Contains($"WARN stopping 'polite' of an earlier life of this daemon: pid {orphans["polite"]} (", log, StringComparison.Ordinal);
        Assert.Contains("is sent SIGUSR1", log, StringComparison.Ordinal);
        Assert.Contains($"WARN killing 'stubborn' of an earlier life ({orphans["stubborn"]}) with SIGKILL", log, StringComparison.Ordinal);
        Assert.Contains($"WARN stopping 'gone' of an earlier life of this daemon: pid {orphans["gone"]} (sleep 1112) is sent SIGTERM", log, StringComparison.Ordinal);
        Assert.All(orphans.Keys, name => Assert.Contains($"INFO stopped: '{name}' of an earlier life, pid {orphans[name]}", log, StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => next.MainLog[before..].Contains("spawned", StringComparison.Ordinal), "programs are started");
        Assert.True(log.LastIndexOf("of an earlier life, pid", StringComparison.Ordinal) < log.IndexOf("supervisord started", StringComparison.Ordinal), log);
    }

    [Fact]
    public async Task With_ignore_not_a_word_is_said_and_everybody_lives()
    {
        using var directory = new TestDirectory();
        const string Programs = $"[supervisord]\norphans=ignore\n{Sleepers}";
        await using var killed = await KilledAsync(directory, Programs, "a", "b");
        await using var next = await RunningSupervisor.StartAsync(Programs, directory: directory);
        Assert.Empty(Told(next));
        Assert.All(Pids(killed).Values, pid => Assert.True(Lives(pid)));
    }

    [Fact]
    public async Task A_request_to_end_is_heard_while_one_is_waited_for_and_nothing_is_started()
    {
        using var directory = new TestDirectory();
        directory.Script("stubborn", "trap '' TERM\necho up > up\nwhile :; do sleep 0.05; done");
        const string Programs = $"[supervisord]\norphans=stop\n[program:s]\ncommand=@dir@/stubborn\ndirectory=@dir@\nstopwaitsecs=600\n{Quiet}";
        await using var killed = await KilledAsync(directory, Programs, "s");
        await Eventually.HoldsAsync(() => File.Exists(directory["up"]), "it is up");
        var before = killed.MainLog.Length;
        await using var next = killed.Peer.Start(["-n", "-c", killed.ConfigurationPath], directory.Path);
        await Eventually.HoldsAsync(() => killed.MainLog[before..].Contains("is sent SIGTERM", StringComparison.Ordinal), "it is asked to stop");
        await ChildProcess.RunAsync("kill", [$"{next.Id}"]);
        Assert.Equal(0, (await next.CompletedAsync()).ExitCode);
        Assert.DoesNotContain("spawned", killed.MainLog[before..], StringComparison.Ordinal);
        Assert.True(Lives(Pids(killed)["s"]));
    }

    /// <summary>Without a server nothing but the names tells whose a process is.</summary>
    [Fact]
    public async Task The_programs_of_a_second_daemon_of_the_same_configuration_are_not_touched_while_it_lives()
    {
        using var directory = new TestDirectory();
        using var leftovers = new OwnLeftovers();
        var ours = await Peer.OursAsync();
        // A session of its own, as a daemon in the background has.
        var peer = ours with { FileName = "/usr/bin/setsid", Arguments = [ours.FileName, .. ours.Arguments] };
        directory.Write("c", $"[supervisord]\norphans=stop\nnodaemon=true\n[program:a]\ncommand=sleep 1121\n{Quiet}");
        await using var first = Start("1");
        await Eventually.HoldsAsync(() => Log("1").Contains("spawned: 'a'", StringComparison.Ordinal), "the first runs its program");
        await using var second = Start("2");
        await Eventually.HoldsAsync(() => Log("2").Contains("spawned: 'a'", StringComparison.Ordinal), "the second runs its own");
        Assert.DoesNotContain("earlier life", Log("2"), StringComparison.Ordinal);
        Assert.True(Lives(Spawned("1")));
        // When the first is killed, its program is an orphan, and that of the second, which lives, still is not.
        await ChildProcess.RunAsync("kill", ["-KILL", $"{first.Id}"]);
        await first.CompletedAsync();
        await using var third = Start("3");
        await Eventually.HoldsAsync(() => Log("3").Contains("spawned: 'a'", StringComparison.Ordinal), "the third runs its own");
        Assert.Contains($"stopped: 'a' of an earlier life, pid {Spawned("1")}", Log("3"), StringComparison.Ordinal);
        Assert.False(Lives(Spawned("1")));
        Assert.True(Lives(Spawned("2")));

        ChildProcess Start(string number) =>
            peer.Start(["-c", directory["c"], "-l", directory[$"log{number}"], "-j", directory[$"pid{number}"]], directory.Path, (Leftovers.Variable, leftovers.Mark));
        string Log(string number) => File.Exists(directory[$"log{number}"]) ? File.ReadAllText(directory[$"log{number}"]) : "";
        int Spawned(string number) => int.Parse(SpawnedPid().Match(Log(number)).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Where_there_are_none_the_log_is_the_same_whatever_is_set()
    {
        var texts = new List<string>();
        foreach (var policy in (string[])["warn", "stop", "ignore"])
        {
            await using var supervisor = await RunningSupervisor.StartAsync($"[supervisord]\norphans={policy}\n[program:a]\ncommand=sleep 1131\n{Quiet}");
            await Eventually.HoldsAsync(() => supervisor.MainLog.Contains("success: a", StringComparison.Ordinal), "it runs");
            texts.Add(string.Join('\n', MainLogText.Lines(supervisor)));
        }
        Assert.Equal(texts[2], texts[0]);
        Assert.Equal(texts[2], texts[1]);
    }

    /// <summary>A daemon that was killed while the named programs ran, which it leaves running.</summary>
    private static async Task<RunningSupervisor> KilledAsync(TestDirectory directory, string sections, params string[] programs)
    {
        var supervisor = await RunningSupervisor.StartAsync(sections, directory: directory);
        foreach (var program in programs)
            await supervisor.Rpc.CallAsync("supervisor.startProcess", program);
        await supervisor.SignalAsync("KILL");
        await supervisor.Process.CompletedAsync();
        Assert.All(programs, program => Assert.True(Lives(Pids(supervisor)[program])));
        return supervisor;
    }

    private static Dictionary<string, int> Pids(RunningSupervisor supervisor) => NamedPid().Matches(supervisor.MainLog)
        .DistinctBy(m => m.Groups[1].Value).ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));

    private static List<string> Told(RunningSupervisor supervisor) =>
        [.. supervisor.MainLog.Split('\n').Where(line => line.Contains("earlier life", StringComparison.Ordinal))];

    private static int Started(RunningSupervisor supervisor) => supervisor.MainLog.Split("supervisord started").Length - 1;

    /// <summary>One that is dead and waits for its new parent does not live.</summary>
    private static bool Lives(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"spawned: 'a' with pid (\d+)")]
    private static partial Regex SpawnedPid();

    [GeneratedRegex(@"spawned: '(\w+)' with pid (\d+)")]
    private static partial Regex NamedPid();

    /// <summary>Ends what descends from the daemons of a test, when it ends.</summary>
    private sealed class OwnLeftovers : IDisposable
    {
        private readonly Leftovers _leftovers = new();

        public string Mark => _leftovers.Mark;

        public void Dispose() => _leftovers.Kill();
    }
}
