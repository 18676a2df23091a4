namespace Supervisor.Server.Listeners;

/// <summary>What the protocol asks of the pool: a closed set.</summary>
internal abstract record ListenerEffect
{
    private ListenerEffect()
    {
    }

    /// <summary>To be told in the log. Into <see cref="ListenerState.Ready"/> it means that an event may be sent.</summary>
    internal sealed record Changed(ListenerState From, ListenerState To) : ListenerEffect;

    /// <summary>The event in flight is done with.</summary>
    internal sealed record Processed : ListenerEffect;

    /// <summary>The result is to be printed; <see cref="Processed"/> follows.</summary>
    internal sealed record Printed(ReadOnlyMemory<byte> Result) : ListenerEffect;

    /// <summary>The answer was not OK; <see cref="EventReturned"/> follows.</summary>
    internal sealed record Rejected : ListenerEffect;

    /// <summary>The line before the answer has no length in it; <see cref="EventReturned"/> follows.</summary>
    internal sealed record BadResultLine(string Line) : ListenerEffect;

    /// <summary>The event in flight is to be sent again.</summary>
    internal sealed record EventReturned : ListenerEffect;
}
