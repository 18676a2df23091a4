using Supervisor.Server.Configuration;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Processes;

/// <summary>
/// Makes one check again and again and counts what comes of it: owns its deadline, and the check that is under way, of which there is never more than
/// one. Loop thread only.
/// </summary>
/// <param name="loop">Its clock.</param>
/// <param name="options">What is asked, and how often.</param>
/// <param name="begin">Begins a check; what it returns calls it off. Told of the outcome at most once, in a later turn.</param>
/// <param name="isEager">Whether it is awaited: then it asks every second, where nothing else is said.</param>
/// <param name="seen">Told after each check, with whether it has changed from good to bad or the other way round.</param>
internal sealed class Probe(
    EventLoop loop, ProbeOptions options, Func<ProbeOptions, Action<CheckResult>, IDisposable> begin, Func<bool> isEager, Action<bool> seen) : IDisposable
{
    private static readonly TimeSpan EagerPeriod = TimeSpan.FromSeconds(1);

    private Deadline? _next;
    private Deadline? _limit;
    private IDisposable? _check;
    private TimeSpan _began;
    private int _number;

    public ProbeRecord State { get; private set; } = new(null, 0, 0, null, "");

    public ProbeOptions Options => options;

    private TimeSpan Period => options.Period ?? (isEager() ? EagerPeriod : ProbeOptions.UsualPeriod);

    public void Resume(ProbeRecord record) => State = record;

    /// <summary>Nothing that was seen before counts.</summary>
    public void Forget() => State = new(null, 0, 0, null, "");

    /// <summary>The first check is made after this time.</summary>
    public void Begin(TimeSpan delay)
    {
        Pause();
        _next = loop.Schedule(loop.Now + delay, Check);
    }

    /// <summary>A check that is under way is called off and does not count.</summary>
    public void Pause()
    {
        _number++;
        _next?.Dispose();
        _limit?.Dispose();
        _check?.Dispose();
        (_next, _limit, _check) = (null, null, null);
    }

    public void Dispose() => Pause();

    private void Check()
    {
        var number = ++_number;
        _began = loop.Now;
        _limit = loop.Schedule(_began + options.Timeout, () => Ended(number, CheckResult.TimedOut(options.Timeout)));
        _check = begin(options, result => Ended(number, result));
    }

    private void Ended(int number, CheckResult result)
    {
        // Of one that is over for another reason nobody wants to hear.
        if (number != _number)
            return;
        Pause();
        var before = State.IsGood;
        var (successes, failures) = result.IsGood ? (State.Successes + 1, 0) : (0, State.Failures + 1);
        var isGood = successes >= options.SuccessThreshold ? true : failures >= options.FailureThreshold ? false : before;
        State = new(isGood, successes, failures, result.Text, result.Output);
        // Told first: whoever hears of it may end this probe, or change how often it asks.
        var told = _number;
        seen(isGood != before);
        if (told == _number)
            _next = loop.Schedule(Max(_began + Period, loop.Now), Check);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
