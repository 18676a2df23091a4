namespace Supervisor.Server.Listeners;

/// <summary>One listener between two turns of the loop, as data.</summary>
/// <param name="Process">The name of its process.</param>
/// <param name="Status">Where it stands in the protocol.</param>
/// <param name="InFlight">The event it is working on.</param>
internal sealed record EventListenerRecord(string Process, ListenerStatus Status, QueuedEvent? InFlight);

/// <summary>A pool between two turns of the loop, as data: what was announced and not answered yet survives with it.</summary>
/// <param name="LastPoolSerial">The pool's own number of the event accepted last; -1 for none yet.</param>
/// <param name="Waiting">Still to be sent, oldest first.</param>
internal sealed record EventListenerPoolRecord(
    string Name, long LastPoolSerial, IReadOnlyList<QueuedEvent> Waiting, IReadOnlyList<EventListenerRecord> Listeners);
