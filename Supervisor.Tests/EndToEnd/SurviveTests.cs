using System.Globalization;
using System.Text.RegularExpressions;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Programs with survive=true live on when the daemon is killed, and its next start goes on with them.</summary>
public partial class SurviveTests
{
    private const string StateFile = "[supervisord]\nstate_file=@dir@/state\n";
    private const string Cat = StateFile + "[program:cat]\ncommand=/bin/cat\nsurvive=true\nstartsecs=0\n";

    private static readonly string Twenty = StateFile + string.Concat(Enumerable.Range(0, 20).Select(i =>
        $"[program:w{i}]\ncommand=/bin/sh -c \"i=0; while :; do i=$((i+1)); echo line $i; sleep 0.2; done\"\nsurvive=true\nstdout_logfile=@dir@/w{i}.log\nstartsecs=0\n"));

    [Fact]
    public async Task Twenty_that_write_run_on_and_their_output_goes_on_with_the_next_line()
    {
        using var directory = new TestDirectory();
        await using var killed = await KilledAsync(directory, Twenty, async first => await Eventually.HoldsAsync(
            () => Enumerable.Range(0, 20).All(i => Lines(directory, i).Count > 5), "all of them write"));
        var written = Enumerable.Range(0, 20).Select(i => Lines(directory, i).Count).ToList();
        var before = killed.MainLog.Length;
        await using var next = await RunningSupervisor.StartAsync(Twenty, directory: directory);
        await Eventually.HoldsAsync(() => Enumerable.Range(0, 20).All(i => Lines(directory, i).Count > written[i] + 5), "all are read on");
        for (var i = 0; i < 20; i++)
        {
            var pid = await next.Rpc.PidOfAsync($"w{i}");
            Assert.Equal(Spawned(killed.MainLog, $"w{i}"), pid);
            Assert.Contains($"INFO adopted: 'w{i}' with pid {pid}\n", next.MainLog[before..], StringComparison.Ordinal);
            // What the dead daemon had read and not written is gone: one piece at most, and nothing twice.
            var lines = Lines(directory, i);
            Assert.True(lines.Zip(lines.Skip(1)).Count(pair => pair.Second != pair.First + 1) <= 1, string.Join(' ', lines));
            Assert.Equal(lines.Distinct().Order(), lines);
        }
        Assert.DoesNotContain("spawned", next.MainLog[before..], StringComparison.Ordinal);
        Assert.DoesNotContain("earlier life", next.MainLog[before..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_while_no_daemon_runs_waits_in_the_pipe_to_the_last_byte()
    {
        using var directory = new TestDirectory();
        const int Count = 60_000;
        directory.Script("writer", $"while [ ! -e go ]; do sleep 0.02; done\nseq 1 {Count}\ntouch done\nexec sleep 1141");
        var sections = StateFile + "[program:w]\ncommand=@dir@/writer\ndirectory=@dir@\nsurvive=true\nstdout_logfile=@dir@/w.log\nstdout_logfile_maxbytes=0\nstartsecs=0\n";
        await using var killed = await KilledAsync(directory, sections);
        directory.Write("go", "");
        await Eventually.HoldsAsync(() => File.Exists(directory["done"]), "all is written though nobody reads");
        await using var next = await RunningSupervisor.StartAsync(sections, directory: directory);
        var expected = string.Concat(Enumerable.Range(1, Count).Select(i => $"{i}\n"));
        await Eventually.HoldsAsync(() => new FileInfo(directory["w.log"]).Length >= expected.Length, "the log has it");
        Assert.Equal(expected, File.ReadAllText(directory["w.log"]));
    }

    [Fact]
    public async Task An_adopted_program_takes_input_is_signalled_stopped_and_started_and_survives_again()
    {
        using var directory = new TestDirectory();
        await using var killed = await KilledAsync(directory, Cat);
        var pid = Spawned(killed.MainLog, "cat");
        var marks = Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;
        var second = await RunningSupervisor.StartAsync(Cat, directory: directory);
        var info = (await second.Rpc.CallAsync("supervisor.getProcessInfo", "cat")).Struct;
        Assert.Equal((pid, "RUNNING", ""), ((int)info["pid"]!, (string)info["statename"]!, (string)info["spawnerr"]!));
        Assert.Equal(["cat"], ((IEnumerable<object?>)(await second.Rpc.CallAsync("live.getStatus")).Struct["adopted"]!).Cast<string>());
        Assert.Equal(3, marks);
        await second.Rpc.CallAsync("supervisor.sendProcessStdin", "cat", "hello\n");
        await Eventually.HoldsAsync(async () => (await second.Rpc.CallAsync("supervisor.readProcessStdoutLog", "cat", 0, 0)).Value is "hello\n", "it answers into its old AUTO log");
        Assert.Equal(true, (await second.Rpc.CallAsync("supervisor.stopProcess", "cat")).Value);
        Assert.Equal("STOPPED", await second.Rpc.StateOfAsync("cat"));
        await Eventually.HoldsAsync(() => StateText(directory).Contains($"\"died\":{pid}", StringComparison.Ordinal), "its death is written down");
        await second.Rpc.CallAsync("supervisor.startProcess", "cat");
        var again = await second.Rpc.PidOfAsync("cat");
        Assert.NotEqual(pid, again);
        await using (second)
        {
            await Eventually.HoldsAsync(() => StateText(directory).Contains($"\"pid\":{again},", StringComparison.Ordinal), "its birth is written down");
            await second.SignalAsync("KILL");
            await second.Process.CompletedAsync();
            await using var third = await RunningSupervisor.StartAsync(Cat, directory: directory);
            Assert.Equal(again, await third.Rpc.PidOfAsync("cat"));
            // An orderly end stops it like every other, and leaves no record.
            await third.SignalAsync("TERM");
            Assert.Equal(0, (await third.Process.CompletedAsync()).ExitCode);
            Assert.False(File.Exists($"/proc/{again}/fd/0"));
            Assert.False(File.Exists(directory["state"]));
        }
    }

    /// <summary>Linux tells it from 6.15 on, once init has reaped.</summary>
    [Fact]
    public async Task How_an_adopted_program_ended_is_known_where_the_kernel_tells_and_it_is_restarted_where_that_is_asked_for()
    {
        using var directory = new TestDirectory();
        directory.Script("seven", "trap 'exit 7' USR1\necho up > up\nwhile :; do sleep 0.02; done");
        var sections = StateFile + "[program:s]\ncommand=@dir@/seven\ndirectory=@dir@\nsurvive=true\nautorestart=unexpected\nexitcodes=7\nstartsecs=0\n"
            + "[program:k]\ncommand=/bin/cat\nsurvive=true\nautorestart=unexpected\nstartsecs=0\n";
        await using var killed = await KilledAsync(directory, sections, _ => Eventually.HoldsAsync(() => File.Exists(directory["up"]), "it is up"));
        await using var next = await RunningSupervisor.StartAsync(sections, directory: directory);
        var (s, k) = (await next.Rpc.PidOfAsync("s"), await next.Rpc.PidOfAsync("k"));
        await ChildProcess.RunAsync("kill", ["-USR1", $"{s}"]);
        await ChildProcess.RunAsync("kill", ["-SEGV", $"{k}"]);
        await Eventually.HoldsAsync(async () => await next.Rpc.PidOfAsync("k") is > 0 and var other && other != k, "the one that crashed runs again");
        if (Environment.OSVersion.Version >= new Version(6, 15))
        {
            await next.Rpc.WaitForStateAsync("s", "EXITED");
            Assert.Contains("INFO exited: s (exit status 7; expected)", next.MainLog, StringComparison.Ordinal);
            Assert.Contains("exited: k (terminated by SIGSEGV", next.MainLog, StringComparison.Ordinal);
        }
        else
        {
            // Better once too often than never.
            await Eventually.HoldsAsync(async () => await next.Rpc.PidOfAsync("s") is > 0 and var other && other != s, "it runs again");
            Assert.Contains("exited: s (exit status unknown (adopted); not expected)", next.MainLog, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Other_policy_and_logs_are_followed_at_once_and_another_command_is_a_restart_in_the_plan()
    {
        using var directory = new TestDirectory();
        await using var killed = await KilledAsync(directory, Cat.Replace("/bin/cat", "/bin/cat -u", StringComparison.Ordinal) + "environment=PASSWORD=hidden\nstopwaitsecs=3\n");
        var pid = Spawned(killed.MainLog, "cat");
        Assert.DoesNotContain("hidden", StateText(directory), StringComparison.Ordinal);
        await using var next = await RunningSupervisor.StartAsync(Cat + "environment=PASSWORD=other\nstopwaitsecs=4\n", directory: directory);
        Assert.Equal(pid, await next.Rpc.PidOfAsync("cat"));
        Assert.Contains($"WARN 'cat' (pid {pid}) was started with other options and runs on with those: command, environment; restart it to have it follow", next.MainLog, StringComparison.Ordinal);
        var plan = await new OurCtl().RunAsync(["-c", next.ConfigurationPath, "plan"], directory.Path, "");
        Assert.Equal((2, "cat: restart (command, environment)\n1 to restart\n"), (plan.ExitCode, plan.Output));
        var update = await new OurCtl().RunAsync(["-c", next.ConfigurationPath, "update"], directory.Path, "");
        Assert.Equal((0, "cat: stopped\ncat: updated process group\n"), (update.ExitCode, update.Output));
        await next.Rpc.WaitForStateAsync("cat", "RUNNING");
        Assert.NotEqual(pid, await next.Rpc.PidOfAsync("cat"));
        Assert.Equal(0, (await new OurCtl().RunAsync(["-c", next.ConfigurationPath, "plan"], directory.Path, "")).ExitCode);
    }

    [Fact]
    public async Task A_second_daemon_with_the_same_file_does_not_start_and_adopts_nothing()
    {
        using var directory = new TestDirectory();
        using var other = new TestDirectory();
        await using var first = await RunningSupervisor.StartAsync(Cat, directory: directory);
        var pid = await first.Rpc.PidOfAsync("cat");
        TestConfiguration.Write(other, Cat.Replace("@dir@", directory.Path, StringComparison.Ordinal));
        await using var second = first.Peer.Start(["-n", "-c", other[TestConfiguration.FileName]], other.Path);
        var (code, _, error) = await second.CompletedAsync();
        Assert.Equal(2, code);
        Assert.Contains($"state_file '{directory["state"]}' belongs to another supervisord that runs (pid {first.Pid}): give each a file of its own", error, StringComparison.Ordinal);
        Assert.Equal(pid, await first.Rpc.PidOfAsync("cat"));
    }

    [Fact]
    public async Task A_stranger_that_has_the_pid_by_now_is_not_adopted()
    {
        using var directory = new TestDirectory();
        await using var killed = await KilledAsync(directory, Cat);
        var pid = Spawned(killed.MainLog, "cat");
        await ChildProcess.RunAsync("kill", ["-KILL", $"{pid}"]);
        await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{pid}"), "it was reaped");
        var stranger = 0;
        // Somebody else may be given the number in between.
        await Eventually.HoldsAsync(
            async () =>
            {
                var made = await ChildProcess.RunAsync("/bin/sh", ["-c", $"echo {pid - 1} > /proc/sys/kernel/ns_last_pid; sleep 1151 <&- >/dev/null 2>&1 & echo $!"]);
                stranger = int.Parse(made.Output, CultureInfo.InvariantCulture);
                if (stranger != pid)
                    await ChildProcess.RunAsync("kill", ["-KILL", $"{stranger}"]);
                return stranger == pid;
            },
            "a stranger has the pid");
        try
        {
            await using var next = await RunningSupervisor.StartAsync(Cat, directory: directory);
            await next.Rpc.WaitForStateAsync("cat", "RUNNING");
            Assert.NotEqual(pid, await next.Rpc.PidOfAsync("cat"));
            Assert.Contains($"INFO 'cat' of an earlier life (pid {pid}) ended while no supervisord ran", next.MainLog, StringComparison.Ordinal);
            Assert.True(Directory.Exists($"/proc/{pid}"));
        }
        finally
        {
            await ChildProcess.RunAsync("kill", ["-KILL", $"{stranger}"]);
        }
    }

    [Fact]
    public async Task An_adopted_program_stays_adopted_over_a_live_upgrade()
    {
        await using var daemon = await UpgradeDaemon.StartAsync(Cat);
        if (daemon is null)
            return;
        var pid = await daemon.Rpc.PidOfAsync("cat");
        await daemon.Supervisor.SignalAsync("KILL");
        await daemon.Supervisor.Process.CompletedAsync();
        await using var next = await RunningSupervisor.StartAsync(Cat, daemon.Supervisor.Peer, daemon.Directory);
        var status = await Upgraded(next);
        Assert.Equal((2, ""), ((int)status["generation"]!, (string)status["last_error"]!));
        Assert.Equal(["cat"], ((IEnumerable<object?>)status["adopted"]!).Cast<string>());
        Assert.Equal(pid, await next.Rpc.PidOfAsync("cat"));
        Assert.Contains($"\"pid\":{pid},", StateText(daemon.Directory), StringComparison.Ordinal);
        // Its death is seen, by the image that did not adopt it.
        await ChildProcess.RunAsync("kill", ["-KILL", $"{pid}"]);
        await Eventually.HoldsAsync(async () => await next.Rpc.PidOfAsync("cat") is > 0 and var other && other != pid, "it is started again");
        Assert.Empty((IEnumerable<object?>)(await next.Rpc.CallAsync("live.getStatus")).Struct["adopted"]!);
    }

    [Theory]
    [InlineData("[program:cat]\ncommand=/bin/cat\nsurvive=true\n", "survive=true needs state_file in [supervisord], by which the next daemon finds the program in section 'program:cat'")]
    [InlineData("[supervisord]\nstate_file=/no/such/folder/state\n", "The directory named as part of the path /no/such/folder/state does not exist")]
    [InlineData("[supervisord]\nstate_file=/dev/null\n", "state_file '/dev/null' is no file that only this user may write to: remove it, or name another")]
    public async Task What_cannot_be_kept_is_refused_at_the_start(string sections, string reason)
    {
        using var directory = new TestDirectory();
        var peer = await Peer.OursAsync();
        var completed = await peer.RunAsync(["-n", "-c", TestConfiguration.Write(directory, sections)], directory.Path);
        Assert.Equal(2, completed.ExitCode);
        Assert.Contains(reason, completed.Error, StringComparison.Ordinal);
        Assert.True(File.Exists("/dev/null"));
    }

    private static async Task<RpcStruct> Upgraded(RunningSupervisor supervisor)
    {
        Assert.Null((await supervisor.Rpc.CallAsync("live.upgrade")).Fault);
        return await Eventually.GetAsync(
            async () => (await supervisor.Rpc.CallAsync("live.getStatus")).Struct,
            status => (int)status["generation"]! == 2 || (string)status["last_error"]! != "",
            "another image answers");
    }

    /// <summary>A daemon that was killed while its programs ran, and their births stood in its record.</summary>
    private static async Task<RunningSupervisor> KilledAsync(TestDirectory directory, string sections, Func<RunningSupervisor, Task>? when = null)
    {
        var supervisor = await RunningSupervisor.StartAsync(sections, directory: directory);
        var count = sections.Split("survive=true").Length - 1;
        try
        {
            await Eventually.HoldsAsync(() => StateText(directory).Split("\"born\"").Length - 1 == count, "all births are written down");
            if (when is not null)
                await when(supervisor);
            await supervisor.SignalAsync("KILL");
            await supervisor.Process.CompletedAsync();
            return supervisor;
        }
        catch
        {
            await supervisor.DisposeAsync();
            throw;
        }
    }

    private static string StateText(TestDirectory directory) => File.Exists(directory["state"]) ? SharedFile.Text(directory["state"]) : "";

    private static int Spawned(string log, string name) =>
        int.Parse(NamedPid().Matches(log).First(match => match.Groups[1].Value == name).Groups[2].Value, CultureInfo.InvariantCulture);

    private static List<int> Lines(TestDirectory directory, int writer)
    {
        var path = directory[$"w{writer}.log"];
        return File.Exists(path) ? [.. File.ReadAllLines(path).Where(line => WholeLine().IsMatch(line)).Select(line => int.Parse(line[5..], CultureInfo.InvariantCulture))] : [];
    }

    [GeneratedRegex(@"spawned: '(\w+)' with pid (\d+)")]
    private static partial Regex NamedPid();

    [GeneratedRegex(@"^line \d+$")]
    private static partial Regex WholeLine();
}
