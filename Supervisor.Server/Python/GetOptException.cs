namespace Supervisor.Server.Python;

/// <summary>A command line that getopt refuses; the message is its own.</summary>
internal sealed class GetOptException(string message) : Exception(message);
