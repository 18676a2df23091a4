namespace Supervisor.Server.Processes;

/// <summary>The status after an event, and what is to be done, in order.</summary>
internal readonly record struct Transition(ProcessStatus Status, IReadOnlyList<ProcessEffect> Effects);
