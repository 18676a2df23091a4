using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Http;

/// <summary>The section of the configuration a connection came in by; a feature of each connection.</summary>
internal sealed class ServerSection(HttpServerOptions options)
{
    private volatile BasicAuthentication? _authentication = BasicAuthentication.For(options);

    public HttpServerOptions Options { get; private set; } = options;

    /// <summary>Null lets everybody in.</summary>
    public BasicAuthentication? Authentication => _authentication;

    /// <summary>Who gets in from now on, on connections that are open too. The address is the same.</summary>
    public void Become(HttpServerOptions changed)
    {
        Options = changed;
        _authentication = BasicAuthentication.For(changed);
    }

    public static ServerSection Of(HttpContext context) => context.Features.GetRequiredFeature<ServerSection>();
}
