using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Server.Events;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Listeners;

/// <summary>
/// The listeners of one <c>[eventlistener:x]</c>, which share its events: each goes to one of them. Owns the pool's subscriptions and
/// what is still to be sent. Where stock looks once in each turn of its loop, an event is sent as soon as it can be. Loop thread only.
/// </summary>
internal sealed class EventListenerPool : IDisposable
{
    private readonly string _name;
    private readonly EventBus _bus;
    private readonly EventBuffer _buffer;
    private readonly SerialCounter _serials;
    private readonly SerialCounter _poolSerials;
    private readonly Func<string> _server;
    private readonly IMainLog _log;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Func<DaemonStdout>? _stdout;
    private PayloadLengthUnit _lengthUnit;
    private ResultHandler _handler;
    private bool _tellsDetails;
    private QueuedEvent? _accepted;
    private SupervisorEvent? _acceptedFrom;

    /// <param name="options">The section as configured.</param>
    /// <param name="lengthUnit">What <c>len</c> counts for these listeners.</param>
    /// <param name="processes">In the order of the configuration: the first that waits gets the event.</param>
    /// <param name="bus">Where the events come from; the pool listens from now on.</param>
    /// <param name="serials">The counter that all pools share.</param>
    /// <param name="server">Tells the daemon's <c>identifier</c>, which a reread may change.</param>
    /// <param name="log">The main log.</param>
    /// <param name="record">Where an earlier object of this pool stopped; null for a new one.</param>
    /// <param name="stdout">Where results go that are printed.</param>
    public EventListenerPool(
        ListenerPoolOptions options,
        PayloadLengthUnit lengthUnit,
        IEnumerable<IListenerProcess> processes,
        EventBus bus,
        SerialCounter serials,
        Func<string> server,
        IMainLog log,
        EventListenerPoolRecord? record = null,
        Func<DaemonStdout>? stdout = null)
    {
        (_handler, _stdout) = (options.ResultHandler, stdout);
        (_name, _lengthUnit, _bus, _serials, _server, _log) = (options.Name, lengthUnit, bus, serials, server, log);
        _buffer = new EventBuffer(options.BufferSize);
        _poolSerials = new SerialCounter(record?.LastPoolSerial ?? -1);
        foreach (var waiting in record?.Waiting ?? [])
            _buffer.Add(waiting);
        Listeners =
        [
            .. processes.Select(process => new EventListener(
                this, process, log, record?.Listeners.FirstOrDefault(listener => listener.Process == process.Name))),
        ];
        Subscribe(options);
    }

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<EventListener> Listeners { get; private set; }

    /// <summary>Whether results are for people to read: any of them is a success.</summary>
    internal bool PrintsResults => _handler == ResultHandler.SupervisorStdout && _stdout is not null;

    internal void Print(ReadOnlyMemory<byte> result) => PrintedResult.Write(_stdout!(), result.Span);

    /// <summary>The serial numbers of what is still to be sent, oldest first.</summary>
    public IEnumerable<long> Waiting => _buffer.Serials;

    /// <summary>Whether an event waits or is being worked on, and there is a listener that may still get to it.</summary>
    public bool HasWork => Listeners.Any(listener => listener.IsBusy) || (_buffer.Count > 0 && Listeners.Any(listener => listener.MayListen));

    public EventListenerPoolRecord ToRecord() =>
        new(_name, _poolSerials.Last, [.. _buffer.Events], [.. Listeners.Select(listener => listener.ToRecord())]);

    /// <summary>Sends what can be sent, oldest first. To be called when a process of the pool changes its state.</summary>
    public void Dispatch()
    {
        // An older event is sent before the news that its listener died.
        if (Listeners.Any(listener => listener.IsAboutToReturn))
            return;
        while (_buffer.Oldest is { } oldest && Listeners.Any(listener => listener.IsWaiting))
        {
            var envelope = new EventEnvelope(_server(), oldest.Serial, _name, oldest.PoolSerial);
            var bytes = envelope.Wrap(oldest.TypeName, oldest.Payload, _lengthUnit);
            if (!Listeners.Any(listener => listener.IsWaiting && listener.TrySend(oldest, bytes)))
                break;
            _buffer.RemoveOldest();
        }
    }

    /// <summary>
    /// Follows other options. What waits stays, also of types that are asked for no more; listeners that stay keep what they work on. One that was
    /// removed has given its event back when it died.
    /// </summary>
    /// <param name="options">The new ones.</param>
    /// <param name="processes">In their order; the same objects for those that stay.</param>
    public void Adjust(ListenerPoolOptions options, IReadOnlyList<IListenerProcess> processes)
    {
        (_lengthUnit, _handler) = (options.LengthUnit, options.ResultHandler);
        for (_buffer.Capacity = options.BufferSize; _buffer.Count > Math.Max(1, options.BufferSize); _buffer.RemoveOldest())
            _log.Overflowed(_name, _buffer.Oldest!.Serial);
        Listeners = [.. processes.Select(process => Listeners.FirstOrDefault(listener => listener.Process == process) ?? new EventListener(this, process, _log))];
        Dispose();
        _subscriptions.Clear();
        Subscribe(options);
        Dispatch();
    }

    private void Subscribe(ListenerPoolOptions options)
    {
        foreach (var typeName in options.Events.Concat(options.FurtherEvents ?? EquatableList<string>.Empty))
            _subscriptions.Add(_bus.Subscribe(typeName, Accept));
        _tellsDetails = options.EventDetails;
        if (_tellsDetails)
            _subscriptions.Add(_bus.ReadDetails());
    }

    /// <summary>No more events are taken. What is in the buffer is never sent.</summary>
    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    /// <summary>An event that one of this pool's listeners did not process is the next to be sent.</summary>
    internal void Return(QueuedEvent queued)
    {
        _log.Rebuffering(_name, queued.Serial, _buffer);
        Discarded(_buffer.Return(queued));
    }

    /// <summary>
    /// An event that matches two of the pool's subscriptions arrives twice in a row, and is sent twice under the same numbers,
    /// as stock does.
    /// </summary>
    private void Accept(SupervisorEvent occurred)
    {
        if (_accepted is not null && ReferenceEquals(_acceptedFrom, occurred))
            _log.Rebuffering(_name, _accepted.Serial, _buffer);
        else
            _accepted = new QueuedEvent(occurred.TypeName, PayloadOf(occurred), occurred.Serial(_serials), _poolSerials.Next());
        _acceptedFrom = occurred;
        Discarded(_buffer.Add(_accepted));
        Dispatch();
    }

    private string PayloadOf(SupervisorEvent occurred) => _tellsDetails && occurred is ProcessStateEvent change ? change.DetailedPayload : occurred.Payload;

    private void Discarded(QueuedEvent? queued)
    {
        if (queued is not null)
            _log.Overflowed(_name, queued.Serial);
    }
}
