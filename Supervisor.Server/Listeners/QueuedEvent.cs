namespace Supervisor.Server.Listeners;

/// <summary>
/// An event that a pool has accepted, as text, with its numbers: both stay the same however often it is sent, and whatever happens to its
/// subject meanwhile.
/// </summary>
internal sealed record QueuedEvent(string TypeName, string Payload, long Serial, long PoolSerial);
