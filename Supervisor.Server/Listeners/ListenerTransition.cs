namespace Supervisor.Server.Listeners;

/// <summary>The status after an input, and what is to be done, in order.</summary>
internal readonly record struct ListenerTransition(ListenerStatus Status, IReadOnlyList<ListenerEffect> Effects);
