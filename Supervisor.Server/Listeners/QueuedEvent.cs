using Supervisor.Server.Events;

namespace Supervisor.Server.Listeners;

/// <summary>An event that a pool has accepted, with its numbers, which stay the same however often it is sent.</summary>
internal sealed record QueuedEvent(SupervisorEvent Content, long Serial, long PoolSerial);
