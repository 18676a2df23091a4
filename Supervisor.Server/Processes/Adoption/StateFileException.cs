namespace Supervisor.Server.Processes;

/// <summary>The state file cannot be had; the message says why and what to do.</summary>
internal sealed class StateFileException(string message) : Exception(message);
