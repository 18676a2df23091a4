using Supervisor.Server.Configuration;
using Supervisor.Server.Http.Transport;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Http;

/// <summary>A listening <see cref="HttpListener"/> as data.</summary>
/// <param name="Options">The section it was opened for: the configuration may say something else by now.</param>
/// <param name="Name">The file that a unix socket's name led to when it was taken; null for TCP.</param>
/// <param name="Connections">Those that are parked.</param>
internal sealed record HttpListenerRecord(
    HttpServerOptions Options, int Descriptor, FileIdentity? Name, IReadOnlyList<HttpConnectionRecord> Connections);
