using System.Globalization;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Who may signal a daemon of root: root alone, at any moment. Needs root.</summary>
public class FaultsSignalsOfOthersTests
{
    private const int Nobody = 65534;

    /// <summary>Tries to signal a process and each of its threads (tgkill, by number) as fast as it can, and prints how often it might.</summary>
    private const string Attacker =
        """
        import ctypes, os, platform, sys, time
        pid, end = int(sys.argv[1]), time.monotonic() + 2
        tgkill = 131 if platform.machine() == 'aarch64' else 234
        call = ctypes.CDLL(None).syscall
        threads = [int(name) for name in os.listdir(f'/proc/{pid}/task')]
        tries = allowed = 0
        while time.monotonic() < end:
            for thread in threads:
                tries += 1
                allowed += call(tgkill, pid, thread, 0) == 0
            try:
                os.kill(pid, 0)
                allowed += 1
            except PermissionError:
                pass
        print(tries, allowed)
        """;

    [Fact]
    public async Task A_user_whose_programs_start_all_the_time_can_never_signal_the_daemon()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:brief]\ncommand=/bin/true\nuser=nobody\ndirectory=/\nautorestart=true\nstartsecs=0\n");
        var before = Starts(supervisor);
        var attack = await ChildProcess.RunAsync(
            "/usr/bin/setpriv",
            [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "/usr/bin/python3", "-c", Attacker, supervisor.Pid.ToString(CultureInfo.InvariantCulture)]);
        var figures = attack.Output.Split(' ', StringSplitOptions.TrimEntries).Select(long.Parse).ToList();
        Assert.True(figures[0] > 1000, $"{attack.Output}{attack.Error}");
        Assert.True(Starts(supervisor) - before > 20, "The program started meanwhile.");
        Assert.Equal(0, figures[1]);
    }

    private static int Starts(RunningSupervisor supervisor) => supervisor.MainLog.Split("spawned: 'brief'").Length - 1;
}
