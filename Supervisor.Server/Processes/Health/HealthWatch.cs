using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Watches over the health of one process: owns its probes and what they say. Tells the process when it has become ready, and when it does not live any
/// more. Loop thread only.
/// </summary>
internal sealed class HealthWatch : IDisposable
{
    private const uint Parts = 1 << 16;

    private readonly ProcessContext _context;
    private readonly HealthOptions _options;
    private readonly ProcessKey _process;
    private readonly Action _ready;
    private readonly Action<string> _failed;
    private readonly double _spread;
    private readonly Probe? _readiness;
    private readonly Probe? _liveness;
    private bool _isRunning;
    private Deadline? _watchdog;

    /// <param name="context">What all processes share.</param>
    /// <param name="options">The checks.</param>
    /// <param name="process">Whose health it is: the checks of many do not fall into one moment.</param>
    /// <param name="begin">Begins a check of a kind (<c>readiness</c>, <c>liveness</c>).</param>
    /// <param name="ready">Told of the first time that it is ready.</param>
    /// <param name="failed">Told when it does not live any more, with the reason.</param>
    public HealthWatch(
        ProcessContext context,
        HealthOptions options,
        ProcessKey process,
        Func<string, ProbeOptions, Action<CheckResult>, IDisposable> begin,
        Action ready,
        Action<string> failed)
    {
        (_context, _options, _process, _ready, _failed) = (context, options, process, ready, failed);
        _spread = StableHash(process.ToString()) % Parts / (double)Parts;
        _readiness = Make(options.Readiness, "readiness", begin, ReadinessSeen);
        _liveness = Make(options.Liveness, "liveness", begin, LivenessSeen);
    }

    public HealthState State { get; private set; }

    /// <summary>Epoch seconds.</summary>
    public int Since { get; private set; }

    public bool IsReady => State == HealthState.Ready;

    public ProbeRecord? Readiness => _readiness?.State;

    public ProbeRecord? Liveness => _liveness?.State;

    /// <summary>What it said last of its status; empty for nothing.</summary>
    public string StatusText { get; private set; } = "";

    /// <summary>It has said by itself that it is ready.</summary>
    public bool HasSaidReady { get; private set; }

    public HealthRecord ToRecord() => new(State, Since, Readiness, Liveness, HasSaidReady, StatusText);

    /// <summary>Goes on where an earlier object stopped, with a child.</summary>
    public void Resume(HealthRecord record, bool isRunning)
    {
        (State, Since, _isRunning) = (record.State, record.Since, isRunning);
        (HasSaidReady, StatusText) = (record.HasSaidReady, record.StatusText);
        if (record.Readiness is { } readiness)
            _readiness?.Resume(readiness);
        if (record.Liveness is { } liveness)
            _liveness?.Resume(liveness);
        Continue();
    }

    /// <summary>There is a child: it is asked whether it is ready at once, and again each second.</summary>
    public void Born()
    {
        _isRunning = false;
        (HasSaidReady, StatusText) = (false, "");
        Become(HealthState.Starting);
        _readiness?.Forget();
        _liveness?.Forget();
        _readiness?.Begin(_options.Readiness!.InitialDelay);
    }

    /// <summary>It has come to RUNNING: from now on it has to live.</summary>
    public void Running()
    {
        _isRunning = true;
        Become(HealthState.Ready);
        // What is awaited is asked at once; afterwards there is time, and the checks of all programs are spread over it.
        _readiness?.Begin(PartOf(_options.Readiness!));
        _liveness?.Begin(_options.Liveness!.InitialDelay + PartOf(_options.Liveness));
        Fed();
    }

    /// <summary>It speaks by itself.</summary>
    public void Heard(NoticeText said)
    {
        if (State == HealthState.None)
            return;
        StatusText = said.Status ?? StatusText;
        if (said.FeedsWatchdog)
            Fed();
        if (said.Trips && _isRunning && _options.Watchdog is not null)
            Starved("watchdog: it says itself that it does not live");
        if (said.IsReady)
            SaidReady();
    }

    /// <summary>By whatever way.</summary>
    public void SaidReady()
    {
        if (HasSaidReady)
            return;
        HasSaidReady = true;
        BecomeReady();
    }

    /// <summary>It is on its way down, or has ended.</summary>
    public void Ended(bool hasChild)
    {
        Hold();
        if (!hasChild)
            Become(HealthState.None);
    }

    /// <summary>No check is made until <see cref="Continue"/>.</summary>
    public void Hold()
    {
        EndWatchdog();
        _readiness?.Pause();
        _liveness?.Pause();
    }

    public void Continue()
    {
        if (State == HealthState.None)
            return;
        _readiness?.Begin(_isRunning ? PartOf(_options.Readiness!) : TimeSpan.Zero);
        if (!_isRunning)
            return;
        _liveness?.Begin(PartOf(_options.Liveness!));
        Fed();
    }

    public void Dispose()
    {
        _readiness?.Dispose();
        _liveness?.Dispose();
        EndWatchdog();
    }

    /// <summary>Where it has to say and be asked, both count.</summary>
    private void BecomeReady()
    {
        if (!_isRunning && (!_options.SaysReady() || HasSaidReady) && (_readiness is null || _readiness.State.IsGood == true))
            _ready();
    }

    /// <summary>It has so much time again; before it is RUNNING it need not say anything.</summary>
    private void Fed()
    {
        EndWatchdog();
        if (_options.Watchdog is not { } limit || !_isRunning)
            return;
        _watchdog = _context.Loop.Schedule(_context.Loop.Now + limit, () => Starved(FormattableString.Invariant($"watchdog: nothing was heard for {limit.TotalSeconds:0.###} s")));
        if (_liveness?.State.IsGood != false)
            Recover();
    }

    private void Starved(string reason)
    {
        EndWatchdog();
        Become(HealthState.Unhealthy);
        _failed(reason);
    }

    private void EndWatchdog()
    {
        _watchdog?.Dispose();
        _watchdog = null;
    }

    private Probe? Make(ProbeOptions? options, string kind, Func<string, ProbeOptions, Action<CheckResult>, IDisposable> begin, Action<bool> seen) =>
        options is null ? null : new Probe(_context.Loop, options, (asked, told) => begin(kind, asked, told), () => !_isRunning, seen);

    private void ReadinessSeen(bool hasChanged)
    {
        var isGood = _readiness!.State.IsGood;
        if (!_isRunning)
        {
            if (hasChanged && isGood == true)
                BecomeReady();
            return;
        }
        if (State is HealthState.Ready && isGood == false)
            Become(HealthState.Unready);
        else if (State is HealthState.Unready && isGood == true)
            Become(HealthState.Ready);
    }

    private void LivenessSeen(bool hasChanged)
    {
        if (!hasChanged)
            return;
        if (_liveness!.State.IsGood == false)
        {
            Become(HealthState.Unhealthy);
            _failed($"liveness {_options.Liveness!.Check.Text}: {_liveness.State.Last}, {_liveness.State.Failures} times");
        }
        else
        {
            Recover();
        }
    }

    /// <summary>It lives again; whether it is ready its other check says.</summary>
    private void Recover()
    {
        if (State == HealthState.Unhealthy)
            Become(_readiness?.State.IsGood == false ? HealthState.Unready : HealthState.Ready);
    }

    private void Become(HealthState state)
    {
        if (State == state)
            return;
        var from = State;
        (State, Since) = (state, _context.EpochSeconds());
        _context.Gates?.FactsChanged();
        if (_context.Events.HasSubscribers(EventTypeNames.ProcessHealth))
            _context.Events.Publish(new ProcessHealthEvent(_process.Process, _process.Group, from.Word(), state.Word(), Math.Max(Readiness?.Failures ?? 0, Liveness?.Failures ?? 0)));
    }

    /// <summary>Some part of a period, another one for each process.</summary>
    private TimeSpan PartOf(ProbeOptions options) => (options.Period ?? ProbeOptions.UsualPeriod) * _spread;

    /// <summary>The same in every life of the daemon.</summary>
    private static uint StableHash(string name) => name.Aggregate(2166136261, (hash, character) => (hash ^ character) * 16777619);
}
