using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Events;

/// <summary>
/// Who wants to hear of what. An event published while another is being delivered waits its turn, so that all subscribers see
/// the same order. Loop thread only.
/// </summary>
/// <param name="failed">Told of an exception that a subscriber let escape; the others hear of the event all the same.</param>
internal sealed class EventBus(Action<Exception>? failed = null)
{
    private readonly Queue<SupervisorEvent> _waiting = new();
    private readonly List<Action> _whenSubscribed = [];
    private Subscription[] _subscriptions = [];
    private bool _delivering;

    /// <summary>Asks for events of a type and of the types below it, until the returned object is disposed.</summary>
    /// <param name="typeName">One of <see cref="EventTypeNames"/>.</param>
    /// <param name="receive">Called once for each matching subscription, in the order of subscribing.</param>
    public IDisposable Subscribe(string typeName, Action<SupervisorEvent> receive)
    {
        var subscription = new Subscription(this, typeName, receive);
        _subscriptions = [.. _subscriptions, subscription];
        foreach (var told in _whenSubscribed)
            told();
        return subscription;
    }

    /// <summary>Tells a source that sleeps while nobody subscribes of every new subscription. For as long as the bus lives.</summary>
    public void WhenSubscribed(Action subscribed) => _whenSubscribed.Add(subscribed);

    /// <summary>How many want to be told more of changes of state than stock tells: it is gathered for nobody else.</summary>
    public int DetailReaders { get; private set; }

    /// <summary>Asks for that, until the returned object is disposed.</summary>
    public IDisposable ReadDetails()
    {
        DetailReaders++;
        return new DetailReader(this);
    }

    /// <summary>Whether an event of this very type would reach anybody: what is costly to make is not made for nobody.</summary>
    public bool HasSubscribers(string typeName)
    {
        foreach (var subscription in _subscriptions)
        {
            if (EventTypeNames.IsA(typeName, subscription.TypeName))
                return true;
        }
        return false;
    }

    public void Publish(SupervisorEvent occurred)
    {
        if (_subscriptions.Length == 0)
            return;
        _waiting.Enqueue(occurred);
        if (_delivering)
            return;
        _delivering = true;
        try
        {
            while (_waiting.TryDequeue(out var next))
                Deliver(next);
        }
        finally
        {
            _delivering = false;
        }
    }

    /// <summary>The array is replaced, never changed, so a subscriber may come or go meanwhile.</summary>
    private void Deliver(SupervisorEvent occurred)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.IsActive && EventTypeNames.IsA(occurred.TypeName, subscription.TypeName))
                Deliver(occurred, subscription);
        }
    }

    private void Deliver(SupervisorEvent occurred, Subscription subscription)
    {
        try
        {
            subscription.Receive(occurred);
        }
        catch (Exception failure) when (failed is not null)
        {
            failed(failure);
        }
    }

    private sealed class DetailReader(EventBus bus) : IDisposable
    {
        private bool _isGone;

        public void Dispose()
        {
            if (!_isGone)
                bus.DetailReaders--;
            _isGone = true;
        }
    }

    private sealed class Subscription(EventBus bus, string typeName, Action<SupervisorEvent> receive) : IDisposable
    {
        public string TypeName => typeName;

        public Action<SupervisorEvent> Receive => receive;

        public bool IsActive { get; private set; } = true;

        public void Dispose()
        {
            IsActive = false;
            bus._subscriptions = [.. bus._subscriptions.Where(s => s != this)];
        }
    }
}
