namespace Supervisor.Server.Listeners;

/// <summary>What can happen to a listener: a closed set.</summary>
internal abstract record ListenerInput
{
    private ListenerInput()
    {
    }

    /// <summary>The listener wrote to its stdout; never empty.</summary>
    internal sealed record BytesArrived(ReadOnlyMemory<byte> Bytes) : ListenerInput;

    /// <summary>An event was written to the listener's stdin.</summary>
    internal sealed record EventSent : ListenerInput;

    internal sealed record Spawned : ListenerInput;

    internal sealed record Died : ListenerInput;
}
