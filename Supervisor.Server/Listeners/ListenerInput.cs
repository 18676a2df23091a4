namespace Supervisor.Server.Listeners;

/// <summary>What can happen to a listener: a closed set.</summary>
internal abstract record ListenerInput
{
    private ListenerInput()
    {
    }

    /// <summary>The listener wrote to its stdout; never empty.</summary>
    /// <param name="PrintsResults">Whether a result that begins here is to be printed, whatever it is.</param>
    internal sealed record BytesArrived(ReadOnlyMemory<byte> Bytes, bool PrintsResults = false) : ListenerInput;

    /// <summary>An event was written to the listener's stdin.</summary>
    internal sealed record EventSent : ListenerInput;

    internal sealed record Spawned : ListenerInput;

    internal sealed record Died : ListenerInput;
}
