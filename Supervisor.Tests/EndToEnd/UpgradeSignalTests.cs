using System.Diagnostics;
using System.Text.RegularExpressions;
using Supervisor.Server.Interop;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>A signal that comes at any moment of an upgrade is obeyed, before or after it. Which moment it hits is chance: forty of them are tried.</summary>
public class UpgradeSignalTests
{
    private const int Moments = 40;
    private const int Daemons = 4;

    [Fact]
    public async Task TERM_at_any_moment_ends_it_with_0_and_no_child_is_left()
    {
        if (Peer.NativeBinary() is null)
            return;
        await Task.WhenAll(Enumerable.Range(0, Daemons).Select(async daemonAt =>
        {
            for (var moment = daemonAt; moment < Moments; moment += Daemons)
                await EndAtAsync(moment);
        }));
    }

    [Theory]
    [InlineData("HUP", "received SIGHUP indicating restart request")]
    [InlineData("USR2", "received SIGUSR2 indicating log reopen request")]
    public async Task HUP_and_USR2_at_any_moment_are_carried_out(string signal, string told)
    {
        await using var daemon = await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat);
        if (daemon is null)
            return;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        var whole = await MeasuredAsync(daemon);
        for (var moment = 0; moment < Moments; moment++)
        {
            var pid = await daemon.Rpc.PidOfAsync("cat");
            await SendWithinAsync(daemon, signal, whole * moment / Moments);
            var count = moment + 1;
            await Eventually.HoldsAsync(() => Regex.Count(daemon.Supervisor.MainLog, told) == count, $"{signal} at moment {moment} is obeyed");
            await SettledAsync(daemon, now => signal == "HUP" ? now != pid : now == pid);
        }
        Assert.True(await daemon.GenerationAsync() > 1);
        await daemon.EndsAsync();
    }

    private static async Task EndAtAsync(int moment)
    {
        await using var daemon = (await UpgradeDaemon.StartAsync(UpgradeDaemon.Cat))!;
        await daemon.Rpc.WaitForStateAsync("cat", "RUNNING");
        await SendWithinAsync(daemon, "TERM", await MeasuredAsync(daemon) * moment / Moments);
        var ended = await daemon.Supervisor.Process.CompletedAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        // A program that was being tried is killed, and need not have gone in the same moment.
        await Eventually.HoldsAsync(() => daemon.Supervisor.DescendantPids.Count == 0, "nobody is left");
        Assert.Contains("received SIGTERM indicating exit request", daemon.Supervisor.MainLog, StringComparison.Ordinal);
        Assert.False(File.Exists(daemon.Supervisor.SocketPath));
    }

    /// <summary>How long one takes from the asking to the end of it.</summary>
    private static async Task<TimeSpan> MeasuredAsync(UpgradeDaemon daemon)
    {
        var began = Stopwatch.GetTimestamp();
        await daemon.UpgradeAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task SendWithinAsync(UpgradeDaemon daemon, string signal, TimeSpan after)
    {
        Signals.Kill(daemon.Pid, Signals.SIGUSR1);
        // Not a wait for anything: the moment is what is varied.
        await Task.Delay(after);
        Signals.Kill(daemon.Pid, signal switch { "TERM" => Signals.SIGTERM, "HUP" => Signals.SIGHUP, _ => Signals.SIGUSR2 });
    }

    /// <summary>The upgrade has succeeded or has been given up, and the program runs: a new one after a restart, the same one otherwise.</summary>
    private static async Task SettledAsync(UpgradeDaemon daemon, Func<int, bool> isExpected)
    {
        await Eventually.HoldsAsync(
            () => Regex.Count(daemon.Supervisor.MainLog, "INFO upgrade from .* begins") <= Regex.Count(daemon.Supervisor.MainLog, "INFO took over from|ERRO upgrade refused"),
            "the upgrade is over");
        await Eventually.HoldsAsync(
            async () => await daemon.AnswersAsync() && await daemon.RunningPidAsync("cat") is { } pid && isExpected(pid), "the program runs as it should");
    }
}
