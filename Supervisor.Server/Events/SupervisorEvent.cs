namespace Supervisor.Server.Events;

/// <summary>Something worth announcing: one record for each kind. What may change later is captured when the event is made.</summary>
internal abstract record SupervisorEvent
{
    private long? _serial;

    /// <summary>One of <see cref="Rpc.Contract.EventTypeNames"/>; never a parent type.</summary>
    public abstract string TypeName { get; }

    /// <summary>The text after the header line. Made anew at each call, so that nothing is decoded for an event nobody takes.</summary>
    public abstract string Payload { get; }

    /// <summary>
    /// The event's number, the same for every listener pool. The first pool to accept the event draws it, so that events nobody
    /// takes leave no gaps.
    /// </summary>
    public long Serial(SerialCounter counter) => _serial ??= counter.Next();

    /// <summary>Events are equal by what they tell: the number does not count.</summary>
    public virtual bool Equals(SupervisorEvent? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();
}
