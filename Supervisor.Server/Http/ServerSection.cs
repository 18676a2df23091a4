using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Http;

/// <summary>The section of the configuration a connection came in by; a feature of each connection.</summary>
internal sealed class ServerSection(HttpServerOptions options)
{
    public HttpServerOptions Options { get; } = options;

    /// <summary>Null lets everybody in.</summary>
    public BasicAuthentication? Authentication { get; } = BasicAuthentication.For(options);

    public static ServerSection Of(HttpContext context) => context.Features.GetRequiredFeature<ServerSection>();
}
