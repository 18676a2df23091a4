namespace Supervisor.Server.Hosting;

/// <summary>Something is under way, or does not answer, so that what the daemon owns cannot be written down just now; the message says what.</summary>
internal sealed class SnapshotRefusedException(string reason) : Exception(reason);
