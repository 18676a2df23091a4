using Supervisor.Server.Interop;

namespace Supervisor.Server.Http.Transport;

/// <summary>A connection between two requests, as data.</summary>
/// <param name="Identity">Which socket the descriptor must lead to: one that was closed since is nobody's loss.</param>
/// <param name="IsAdmitted">A request of it has passed the authentication.</param>
internal sealed record HttpConnectionRecord(int Descriptor, FileIdentity Identity, bool IsAdmitted);
