using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Processes that outlive their program are named: who they are, and whose they were.</summary>
public class FaultsSurvivorsTests
{
    private const string Keys = "startsecs=0\nstdout_logfile=NONE\nstderr_logfile=NONE\n";

    [Fact]
    public async Task Those_whom_a_stop_leaves_in_the_group_are_named_once_and_those_who_left_it_too()
    {
        using var directory = new TestDirectory();
        directory.Script("parent", "sleep 1001 &\nsetsid sleep 1002 &\nsleep 0.2; touch up; exec sleep 1003");
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"[program:p]\ncommand=@dir@/parent\ndirectory=@dir@\n{Keys}[program:q]\ncommand=sleep 1004\n{Keys}", directory: directory);
        await Eventually.HoldsAsync(() => File.Exists(directory["up"]), "somebody has left");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "p")).Fault);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "q")).Fault);
        await Eventually.HoldsAsync(() => Told(supervisor).Count == 2, "both are named");
        Assert.Matches(@"WARN 'p' has stopped and left a process behind: pid \d+ \(sleep 1001\) lives on", Told(supervisor).Single(line => line.Contains("1001", StringComparison.Ordinal)));
        Assert.Matches(@"WARN 'p' has stopped and left a process behind: pid \d+ \(sleep 1002\) lives on", Told(supervisor).Single(line => line.Contains("1002", StringComparison.Ordinal)));
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Equal(2, Told(supervisor).Count);
    }

    [Fact]
    public async Task At_the_end_of_the_daemon_those_who_left_session_and_group_are_named_before_its_last_line()
    {
        using var directory = new TestDirectory();
        directory.Script("parent", "(setsid sh -c 'touch up; exec sleep 1011' &)\nexec sleep 1012");
        await using var supervisor = await RunningSupervisor.StartAsync($"[program:p]\ncommand=@dir@/parent\ndirectory=@dir@\n{Keys}", directory: directory);
        await Eventually.HoldsAsync(() => File.Exists(directory["up"]), "somebody has left");
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
        Assert.Contains("(sleep 1011) lives on", Assert.Single(Told(supervisor)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_dies_of_the_stop_or_belongs_to_the_next_child_is_no_survivor()
    {
        using var directory = new TestDirectory();
        directory.Script("parent", "trap 'exit 0' TERM\nsleep 1021 &\nsetsid sleep 1022 &\ntouch up; wait");
        directory.Script("slow", "sh -c 'trap \"sleep 0.2; exit 0\" TERM; while :; do sleep 0.05; done' &\necho; exec sleep 1023");
        await using var supervisor = await RunningSupervisor.StartAsync(
            $"[program:p]\ncommand=@dir@/parent\ndirectory=@dir@\n{Keys}[program:slow]\ncommand=@dir@/slow\nstopasgroup=true\n{Keys}", directory: directory);
        await Eventually.HoldsAsync(() => File.Exists(directory["up"]), "it is up");
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "slow")).Fault);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.stopProcess", "p")).Fault);
        File.Delete(directory["up"]);
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "p")).Fault);
        await Eventually.HoldsAsync(() => File.Exists(directory["up"]) && Told(supervisor).Count >= 2, "it is up again, and those of before are named");
        Assert.Equal(2, Told(supervisor).Count);
        Assert.All(Told(supervisor), line => Assert.Matches(@"'p' has stopped and left a process behind: pid \d+ \(sleep 102[12]\)", line));
    }

    private static List<string> Told(RunningSupervisor supervisor) =>
        [.. supervisor.MainLog.Split('\n').Where(line => line.Contains("left a process behind", StringComparison.Ordinal))];
}
