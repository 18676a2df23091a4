using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Processes;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Processes;

/// <summary>One process with real children and a clock that goes only when told.</summary>
public sealed partial class ManagedProcessTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>What an administrator, or a virtual machine that wakes up, does to the wall's clock.</summary>
    private static readonly TimeSpan[] Jumps = [TimeSpan.FromDays(400), TimeSpan.FromDays(-4000), TimeSpan.FromSeconds(-2)];

    private readonly LoopThread _running = new();
    private readonly LogWriter _writer = new();
    private readonly SpawnerThread _spawner = new();
    private readonly BaseEnvironment _environment = new(new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" });
    private readonly ChildrenOfTest _children = new();
    private readonly RecordedLog _log = new();
    private readonly EventBus _events = new();
    private readonly List<string> _announced = [];
    private readonly ProcessContext _context;
    private readonly List<ManagedProcess> _made = [];

    public ManagedProcessTests()
    {
        _context = new ProcessContext
        {
            Loop = _running.Loop,
            Time = _running.Clock,
            Log = _log,
            LogWriter = _writer,
            Events = _events,
            SpawnQueue = _spawner.Queue,
            SharedEnvironment = _environment,
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            ServerUrl = null,
        };
        _events.Subscribe(EventTypeNames.ProcessState, e => _announced.Add(e.TypeName["PROCESS_STATE_".Length..]));
    }

    public void Dispose()
    {
        _running.Dispose();
        // Of a test that failed half-way.
        foreach (var pid in _made.Select(p => p.Status.Pid).Where(p => p != 0))
        {
            Signals.KillGroup(pid, Signals.SIGKILL);
            ChildReaper.Await(pid);
        }
        _spawner.Dispose();
        _writer.Dispose();
        _environment.Dispose();
    }

    [Fact]
    public async Task The_wait_between_two_attempts_is_not_the_walls_clocks_business()
    {
        var process = await BeginAsync("/no/such/program", o => o with { StartRetries = 2 });
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            Assert.Equal((ProcessState.Backoff, attempt), (process.State, process.Status.Attempts));
            await JumpAsync();
            Assert.Equal((ProcessState.Backoff, attempt), (process.State, process.Status.Attempts));
            // After the first failure one second, after the second two.
            await _running.AdvanceAsync(attempt * Second);
            Assert.Equal(attempt, process.Status.Attempts);
            await PassAsync(Tick, process);
        }
        Assert.Equal(ProcessState.Fatal, process.State);
        Assert.Equal(3, _log.Lines.Count(l => l.Text == "spawnerr: can't find command '/no/such/program'"));
        Assert.True(_log.Has(LogLevel.Info, "gave up: p entered FATAL state, too many start retries too quickly"));
        Assert.Equal(["STARTING", "BACKOFF", "STARTING", "BACKOFF", "STARTING", "BACKOFF", "FATAL"], _announced);
    }

    [Fact]
    public async Task A_child_is_running_once_it_has_lived_its_seconds_whatever_the_walls_clock_says()
    {
        var process = await BeginAsync("sleep 1000", o => o with { StartSeconds = 5, AutoRestart = RestartPolicy.Never });
        Assert.Equal(ProcessState.Starting, process.State);
        await JumpAsync();
        await _running.AdvanceAsync(5 * Second);
        Assert.Equal(ProcessState.Starting, process.State);
        await PassAsync(Tick, process);
        Assert.Equal(ProcessState.Running, process.State);
        await EndAsync(process);
        Assert.Equal(ProcessState.Exited, process.State);
    }

    [Fact]
    public async Task A_child_that_dies_too_early_backs_off_though_the_walls_clock_jumped()
    {
        var process = await BeginAsync("sleep 1000", o => o with { StartSeconds = 5 });
        await _running.AdvanceAsync(5 * Second - Tick);
        await JumpAsync();
        await EndAsync(process);
        Assert.Equal((ProcessState.Backoff, ProcessStateMachine.TooQuick), (process.State, process.Status.SpawnError));
    }

    [Fact]
    public async Task A_stubborn_child_is_killed_when_its_time_to_stop_is_over_and_not_by_a_jump()
    {
        var process = await BeginAsync("sh -c \"trap '' TERM; while :; do sleep 1; done\"", o => o with
        {
            StartSeconds = 0,
            StopWaitSeconds = 3,
            AutoRestart = RestartPolicy.Never,
            KillAsGroup = true,
        });
        await PassAsync(Tick, process);
        await Eventually.HoldsAsync(() => IgnoresTerm(process.Status.Pid), "the child ignores TERM");
        Assert.Null(await _running.Do(process.Stop));
        await JumpAsync();
        await _running.AdvanceAsync(3 * Second - Tick);
        Assert.DoesNotContain(_log.Lines, l => l.Text.Contains("SIGKILL", StringComparison.Ordinal));
        var pid = process.Status.Pid;
        await _running.AdvanceAsync(Tick);
        Assert.True(_log.Has(LogLevel.Warn, $"killing 'p' ({pid}) with SIGKILL"));
        var death = ChildReaper.Await(pid);
        Assert.Equal(Signals.SIGKILL, death.Signal);
        await _running.Do(() => process.ChildExited(death));
        Assert.Equal((ProcessState.Stopped, -1, 0), (process.State, process.Status.ExitCode, process.Status.Pid));
    }

    [Fact]
    public async Task The_wire_sees_the_walls_clock()
    {
        var process = await BeginAsync("sleep 1000", o => o with { StartSeconds = 0, AutoRestart = RestartPolicy.Never });
        var start = (int)_running.Clock.Wall.ToUnixTimeSeconds();
        Assert.Equal((start, 0), (process.StartTime, process.StopTime));
        _running.Clock.Wall += TimeSpan.FromSeconds(90);
        await EndAsync(process);
        Assert.Equal((start, start + 90), (process.StartTime, process.StopTime));
        _running.Clock.Wall = DateTimeOffset.FromUnixTimeSeconds(int.MaxValue + 5L);
        Assert.Equal(int.MaxValue, _context.EpochSeconds());
    }

    [Fact]
    public async Task A_stop_asked_for_while_the_child_is_being_started_is_carried_out_when_it_is_there()
    {
        var process = await _running.Do(() => Make("sleep 1000", o => o with { AutoStart = false, AutoRestart = RestartPolicy.Never }));
        await _running.Do(() =>
        {
            process.Start();
            Assert.Equal(0, process.Status.Pid);
            process.Start();
            process.Stop();
        });
        await LandedAsync(process);
        Assert.True(_log.Has(LogLevel.Warn, "process 'p' already running"));
        Assert.Equal(ProcessState.Stopping, process.State);
        var death = ChildReaper.Await(process.Status.Pid);
        await _running.Do(() => process.ChildExited(death));
        Assert.Equal(ProcessState.Stopped, process.State);
        Assert.Equal(["STARTING", "STOPPING", "STOPPED"], _announced);
    }

    [Fact]
    public async Task A_process_that_is_retired_starts_nothing_any_more()
    {
        var process = await BeginAsync("/no/such/program", o => o with { StartRetries = 100 });
        await _running.Do(process.Retire);
        await _running.AdvanceAsync(1000 * Second);
        Assert.Equal((ProcessState.Backoff, 1), (process.State, process.Status.Attempts));
    }

    [Fact]
    public async Task While_the_daemon_goes_down_nothing_is_started_and_what_runs_can_be_stopped()
    {
        _context.MayStart = false;
        var process = await BeginAsync("sleep 1000", o => o);
        Assert.Equal(ProcessState.Stopped, process.State);
        Assert.Empty(_announced);
    }

    private static bool IgnoresTerm(int pid)
    {
        var ignored = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (Convert.ToInt64(ignored[^16..], 16) & 1 << (Signals.SIGTERM - 1)) != 0;
    }

    private ManagedProcess Make(string command, Func<ProcessOptions, ProcessOptions> with)
    {
        var none = new ChannelOptions { LogFile = LogTarget.None };
        var options = with(new ProcessOptions { Name = "p", Command = command, Stdout = none, Stderr = none });
        _made.Add(new ManagedProcess(_context, new ProcessLauncher(_context, () => { }), _children, options, "p"));
        return _made[^1];
    }

    private async Task<ManagedProcess> BeginAsync(string command, Func<ProcessOptions, ProcessOptions> with)
    {
        var process = await _running.Do(() => Make(command, with));
        await _running.Do(process.Begin);
        await LandedAsync(process);
        return process;
    }

    /// <summary>Lets time pass and waits for the outcome of a start that it may have brought.</summary>
    private async Task PassAsync(TimeSpan by, ManagedProcess process)
    {
        await _running.AdvanceAsync(by);
        await LandedAsync(process);
    }

    private async Task LandedAsync(ManagedProcess process)
    {
        await _running.TurnAsync();
        await (await _running.Do(() => process.WhenLaunched)).WaitAsync(Eventually.Patience);
        await _running.TurnAsync();
    }

    private async Task JumpAsync()
    {
        foreach (var jump in Jumps)
        {
            _running.Clock.Wall += jump;
            await _running.TurnAsync();
        }
    }

    private async Task EndAsync(ManagedProcess process)
    {
        var pid = process.Status.Pid;
        Signals.Kill(pid, Signals.SIGKILL);
        var death = ChildReaper.Await(pid);
        await _running.Do(() => process.ChildExited(death));
    }

    /// <summary>The test reaps its children itself.</summary>
    private sealed class ChildrenOfTest : IChildRegistry
    {
        public WaitStatus? Register(int pid, ManagedProcess process) => null;

        public IReadOnlySet<int> Living { get; } = new HashSet<int>();

        public Task<WaitStatus> RegisterOwn(int pid) => new TaskCompletionSource<WaitStatus>().Task;
    }
}
