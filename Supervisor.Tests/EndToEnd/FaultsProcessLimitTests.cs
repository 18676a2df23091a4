using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// No further process or thread is to be had, for the daemon's user (RLIMIT_NPROC) or its cgroup (pids.max), while it is told to do all that
/// it can be told. Needs root, to become a user of its own.
/// </summary>
public sealed class FaultsProcessLimitTests : IDisposable
{
    private const string Programs =
        "[program:a]\ncommand=/bin/sleep 1000\nstartsecs=0\nstartretries=1000\n[program:b]\ncommand=/bin/sleep 1000\nstartsecs=0\nautostart=false\nstartretries=0\n";

    private readonly TestDirectory _directory = new();

    public FaultsProcessLimitTests() => File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false, "TERM")]
    [InlineData(false, "INT")]
    [InlineData(false, "QUIT")]
    [InlineData(true, "TERM")]
    [InlineData(true, "INT")]
    [InlineData(true, "QUIT")]
    public async Task A_signal_ends_it_with_0_and_nothing_is_left(bool ofGroup, string signal)
    {
        await using var supervisor = await StartAsync();
        using var limit = await LimitAsync(supervisor, ofGroup);
        await supervisor.SignalAsync(signal);
        var ended = await supervisor.Process.CompletedAsync();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Empty(supervisor.DescendantPids);
        Assert.Contains($"received SIG{signal} indicating exit request", supervisor.MainLog, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_restart_is_carried_out_and_what_cannot_be_started_is_tried_until_it_can(bool ofGroup, bool byRequest)
    {
        await using var supervisor = await StartAsync();
        using var limit = await LimitAsync(supervisor, ofGroup);
        if (byRequest)
            Assert.Null((await supervisor.Rpc.CallAsync("supervisor.restart")).Fault);
        else
            await supervisor.SignalAsync("HUP");
        await Eventually.HoldsAsync(
            () => supervisor.MainLog.Contains("Too many processes in process table to spawn 'a'", StringComparison.Ordinal), "the next life is refused a process");
        await supervisor.AnswersAsync();
        await limit.LiftAsync();
        await supervisor.Rpc.WaitForStateAsync("a", "RUNNING");
        await EndAsync(supervisor);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crowd_is_answered_and_a_start_is_refused_with_the_reason_and_good_afterwards(bool ofGroup)
    {
        await using var supervisor = await StartAsync();
        using var limit = await LimitAsync(supervisor, ofGroup);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => supervisor.Rpc.CallAsync("supervisor.getAllProcessInfo")));
        Assert.All(answers, answer => Assert.Equal(2, answer.Array.Count));
        Assert.Equal("SPAWN_ERROR: b", (await supervisor.Rpc.CallAsync("supervisor.startProcess", "b")).Fault?.Text);
        Assert.Equal(
            "Too many processes in process table to spawn 'b'", (await supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "b")).Struct["spawnerr"]);
        Assert.Equal("RUNNING", await supervisor.Rpc.StateOfAsync("a"));
        await limit.LiftAsync();
        Assert.Null((await supervisor.Rpc.CallAsync("supervisor.startProcess", "b")).Fault);
        await EndAsync(supervisor);
    }

    [Fact]
    public async Task A_start_under_any_limit_runs_or_says_what_is_too_small()
    {
        if (Peer.NativeBinary() is not { } binary)
            return;
        var ours = await Peer.OursAsync() with { FileName = binary };
        var outcomes = new List<int>();
        foreach (var limit in new[] { 1, 2, 3, 5, 8, 10, 13, 16, 18, 19, 20, 21, 22, 30 })
        {
            using var directory = new TestDirectory();
            File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_111_111);
            var limited = ProcessLimit.AsSomebody(ours with { FileName = "prlimit", Arguments = [$"--nproc={limit}:{limit}", binary] });
            var configuration = TestConfiguration.Write(directory, "[supervisord]\nminprocs=1\n" + Programs);
            await using var daemon = limited.Start(["-n", "-c", configuration], directory.Path);
            var pidFile = directory[TestConfiguration.PidName];
            await Eventually.HoldsAsync(() => daemon.HasExited || File.Exists(pidFile), "it runs or has refused");
            if (!daemon.HasExited)
                await ChildProcess.RunAsync("kill", ["-TERM", $"{daemon.Id}"]);
            var ended = await daemon.CompletedAsync();
            outcomes.Add(ended.ExitCode);
            Assert.True(ended.ExitCode == 0 || (ended.ExitCode == 2 && ended.Error.Contains("RLIMIT_NPROC", StringComparison.Ordinal)), $"{limit}: {ended}");
        }
        Assert.Equal((2, 0), (outcomes[0], outcomes[^1]));
    }

    private async Task<RunningSupervisor> StartAsync()
    {
        var supervisor = await RunningSupervisor.StartAsync(Programs, ProcessLimit.AsSomebody(await Peer.OursAsync()), _directory);
        await supervisor.Rpc.WaitForStateAsync("a", "RUNNING");
        return supervisor;
    }

    /// <summary>Where no cgroup may be written, the user's limit stands in for it.</summary>
    private static async Task<ProcessLimit> LimitAsync(RunningSupervisor supervisor, bool ofGroup) =>
        (ofGroup ? ProcessLimit.OfGroup(supervisor.Pid) : null) ?? await ProcessLimit.OfUserAsync(supervisor.Pid);

    private static async Task EndAsync(RunningSupervisor supervisor)
    {
        await supervisor.SignalAsync("TERM");
        Assert.Equal(0, (await supervisor.Process.CompletedAsync()).ExitCode);
    }
}
