namespace Supervisor.Server.Hosting;

/// <summary>The program cannot be exchanged for another one now; the message says why, and everything goes on as it was.</summary>
internal sealed class UpgradeRefusedException(string reason) : Exception(reason);
