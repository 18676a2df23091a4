using Supervisor.Rpc.Contract;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Listeners;

/// <summary>
/// One process of a listener pool: owns where it stands in the protocol and the event it is working on. Loop thread only.
/// </summary>
internal sealed class EventListener
{
    private readonly IListenerProcess _process;
    private readonly IMainLog _log;
    private readonly EventListenerPool _pool;
    private ListenerStatus _status;
    private QueuedEvent? _inFlight;

    /// <param name="pool">Its pool.</param>
    /// <param name="process">Its process.</param>
    /// <param name="log">The main log.</param>
    /// <param name="record">Where an earlier object of this listener stopped; null for a new one.</param>
    internal EventListener(EventListenerPool pool, IListenerProcess process, IMainLog log, EventListenerRecord? record = null)
    {
        (_pool, _process, _log) = (pool, process, log);
        (_status, _inFlight) = (record?.Status ?? ListenerStatus.New, record?.InFlight);
    }

    public IListenerProcess Process => _process;

    public ListenerState State => _status.State;

    public EventListenerRecord ToRecord() => new(_process.Name, _status, _inFlight);

    /// <summary>Nothing is sent before the process has proved itself: <c>startsecs</c> must be over.</summary>
    public bool IsWaiting => _process.State == ProcessState.Running && State == ListenerState.Ready;

    /// <summary>It has an event and is there to answer for it.</summary>
    public bool IsBusy => _process.State == ProcessState.Running && State == ListenerState.Busy;

    /// <summary>It takes events, or will when it says so.</summary>
    public bool MayListen => _process.State == ProcessState.Running && State != ListenerState.Unknown;

    /// <summary>
    /// Its process is gone, the news of which may be on their way to this very pool, and the event that it had will be back
    /// in a moment.
    /// </summary>
    public bool IsAboutToReturn => State == ListenerState.Busy && _process.State is ProcessState.Exited or ProcessState.Stopped;

    /// <summary>The listener's stdout, as it was read.</summary>
    public void Received(ReadOnlyMemory<byte> bytes) => Apply(new ListenerInput.BytesArrived(bytes, _pool.PrintsResults));

    /// <summary>A child was born, or its output is read to the end and its death announced.</summary>
    public void Spawned() => Apply(new ListenerInput.Spawned());

    /// <inheritdoc cref="Spawned"/>
    public void Died() => Apply(new ListenerInput.Died());

    /// <summary>Makes the event this listener's. False where it can not be reached, which leaves it as it was.</summary>
    internal bool TrySend(QueuedEvent queued, ReadOnlyMemory<byte> bytes)
    {
        if (!_process.TryWrite(bytes))
        {
            _log.ListenerGone(_process.Name, queued.Serial);
            return false;
        }
        _inFlight = queued;
        _status = ListenerProtocol.Next(_status, new ListenerInput.EventSent()).Status;
        _log.EventSent(_process.Name, queued.Serial);
        return true;
    }

    private void Apply(ListenerInput occurred)
    {
        var transition = ListenerProtocol.Next(_status, occurred);
        _status = transition.Status;
        foreach (var effect in transition.Effects)
            CarryOut(effect);
        _pool.Dispatch();
    }

    private void CarryOut(ListenerEffect effect)
    {
        switch (effect)
        {
            case ListenerEffect.Changed(var from, var to):
                _log.Changed(_process.Name, from, to);
                break;
            case ListenerEffect.BadResultLine(var line):
                _log.BadResultLine(_process.Name, line);
                break;
            case ListenerEffect.Printed(var result):
                _pool.Print(result);
                break;
            case ListenerEffect.Processed:
                _log.Processed(_process.Name);
                _inFlight = null;
                break;
            case ListenerEffect.Rejected:
                _log.Rejected(_process.Name);
                break;
            case ListenerEffect.EventReturned:
                if (_inFlight is { } returned)
                    _pool.Return(returned);
                _inFlight = null;
                break;
        }
    }
}
