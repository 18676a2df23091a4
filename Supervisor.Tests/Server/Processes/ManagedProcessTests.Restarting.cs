using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Tests.Server.Processes;

/// <summary>Pauses between restarts, with real children.</summary>
public sealed partial class ManagedProcessTests
{
    private const int Crashes = 200;

    [Fact]
    public async Task Two_hundred_crashes_are_spaced_out_as_the_formula_says_whatever_the_walls_clock_does()
    {
        var restarting = new RestartOptions { Pauses = new([Second]), Factor = 1.5, MaxPause = 60 * Second };
        var process = await BeginAsync("false", o => o with { StartSeconds = 0, AutoRestart = RestartPolicy.Always, Restarting = restarting });
        for (var crash = 1; crash <= Crashes; crash++)
        {
            var death = ChildReaper.Await(process.Status.Pid);
            await _running.Do(() => process.ChildExited(death));
            await _running.TurnAsync();
            Assert.Equal((ProcessState.Backoff, crash, 1), (process.State, process.Status.Tries, process.Status.ExitCode));
            var pause = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(1.5, crash - 1)));
            if (crash % 20 == 1)
                await JumpAsync();
            await _running.AdvanceAsync(pause - Tick);
            Assert.Equal(ProcessState.Backoff, process.State);
            await PassAsync(2 * Tick, process);
            Assert.Equal((ProcessState.Starting, crash), (process.State, process.Status.Restarts));
        }
        var last = ChildReaper.Await(process.Status.Pid);
        await _running.Do(process.Retire);
        await _running.Do(() => process.ChildExited(last));
    }

    [Fact]
    public async Task Chance_moves_a_pause_within_its_share()
    {
        var restarting = new RestartOptions { Pauses = new([10 * Second]), JitterPercent = 30 };
        var process = await BeginAsync("/no/such/program", o => o with { Restarting = restarting with { RetryForever = true } });
        var pauses = new HashSet<TimeSpan>();
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            Assert.Equal((ProcessState.Backoff, attempt), (process.State, process.Status.Tries));
            var left = process.Status.Deadline!.Value - _context.Loop.Now;
            Assert.InRange(left, 7 * Second, 13 * Second);
            pauses.Add(left);
            await PassAsync(left + Tick, process);
        }
        Assert.True(pauses.Count > 1, "all pauses were the same");
    }
}
