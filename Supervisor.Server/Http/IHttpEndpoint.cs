using Microsoft.AspNetCore.Http;

namespace Supervisor.Server.Http;

/// <summary>What answers the requests for some paths. Endpoints are asked in order; the caller is already authenticated.</summary>
internal interface IHttpEndpoint
{
    /// <param name="rawPath">The path as sent, percent-decoded, without the query; dots and slashes are not normalised.</param>
    bool Matches(string rawPath);

    /// <summary>Runs on the loop of the HTTP servers and must not block it: what needs the supervision's state is awaited from the event loop,
    /// what may wait for a disk from the pool.</summary>
    Task HandleAsync(HttpContext context);
}
