namespace Supervisor.Server.Http.Transport;

/// <summary>A connection between two requests, as data.</summary>
/// <param name="IsAdmitted">A request of it has passed the authentication.</param>
internal sealed record HttpConnectionRecord(int Descriptor, bool IsAdmitted);
