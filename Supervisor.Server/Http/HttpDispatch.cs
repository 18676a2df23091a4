using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Supervisor.Server.Http.Transport;

namespace Supervisor.Server.Http;

/// <summary>Takes each request to the application of the life its connection came in by.</summary>
internal sealed class HttpDispatch : IHttpApplication<HttpContext>
{
    /// <summary>One context per connection, used again for each of its requests.</summary>
    public HttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        contextFeatures.Get<ConnectionUse>()?.RequestBegan();
        if (contextFeatures is not IHostContextContainer<HttpContext> connection)
            return new DefaultHttpContext(contextFeatures);
        if (connection.HostContext is DefaultHttpContext used)
        {
            used.Initialize(contextFeatures);
            return used;
        }
        return connection.HostContext = new DefaultHttpContext(contextFeatures);
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        Application(context).RequestEnded(context);
        context.Features.Get<ConnectionUse>()?.RequestEnded();
        (context as DefaultHttpContext)?.Uninitialize();
    }

    public Task ProcessRequestAsync(HttpContext context) => Application(context).AnswerAsync(context);

    private static HttpApplication Application(HttpContext context) => context.Features.GetRequiredFeature<HttpApplication>();
}
