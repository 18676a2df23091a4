namespace Supervisor.Server.Processes;

/// <summary>A FastCGI socket cannot be had; the message names it and says why.</summary>
internal sealed class FastCgiSocketException(string message) : Exception(message);
