using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http.Transport;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Http;

/// <summary>What happens to each request of one life of the daemon: its section's authentication, then the first endpoint that knows its path.</summary>
internal sealed class HttpApplication(IMainLog log, TimeProvider time, IReadOnlyList<IHttpEndpoint> endpoints)
{
    private static readonly StringValues ServerName = $"Supervisor/{typeof(HttpApplication).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>How often the log is told of a crowd at one server.</summary>
    private static readonly TimeSpan CrowdInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<EndPoint, long> _crowds = [];

    /// <summary>A server has no place left, and those that count least make room. On the HTTP loop.</summary>
    public void Crowded(EndPoint server, long maxConnections)
    {
        if (_crowds.TryGetValue(server, out var told) && time.GetElapsedTime(told) < CrowdInterval)
            return;
        _crowds[server] = time.GetTimestamp();
        log.Crowded(server, maxConnections);
    }

    /// <summary>The line about a request that is over, however it ended.</summary>
    public void RequestEnded(HttpContext context)
    {
        if (log.IsEnabled(LogLevel.Trace))
            log.Trace(AccessLog.Line(context, time.GetLocalNow()));
    }

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.Server = ServerName;
        try
        {
            if (ForeignName.IsUsed(context))
                await RefuseNameAsync(context);
            else if (await AuthenticateAsync(context))
                await AdmitAsync(context);
        }
        catch (Exception error) when (error is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            log.ServerError(AccessLog.Address(context), error);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await ErrorPage.WriteAsync(context, StatusCodes.Status500InternalServerError);
        }
    }

    private static async ValueTask<bool> AuthenticateAsync(HttpContext context)
    {
        if (ServerSection.Of(context).Authentication is not { } authentication)
            return true;
        var result = authentication.Check(context.Request.Headers.Authorization);
        if (result == AuthenticationResult.Accepted)
            return true;
        // A client that sends head and body apart would lose the answer to a reset if the connection closed between the two.
        await RequestBody.DrainAsync(context.Request);
        if (result == AuthenticationResult.Malformed)
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status400BadRequest);
            return false;
        }
        context.Response.Headers.WWWAuthenticate = BasicAuthentication.Challenge;
        context.Response.Headers.Connection = "close";
        await ErrorPage.WriteAsync(context, StatusCodes.Status401Unauthorized);
        return false;
    }

    private static async Task RefuseNameAsync(HttpContext context)
    {
        await RequestBody.DrainAsync(context.Request);
        await ErrorPage.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "This server asks for no password and was reached at the loopback by a name that may be a stranger's. "
            + "Use localhost or an address, or give its section a username and a password");
    }

    private Task AdmitAsync(HttpContext context)
    {
        context.Features.Get<ConnectionUse>()?.Admit();
        return RouteAsync(context);
    }

    private Task RouteAsync(HttpContext context)
    {
        var path = RequestPath.Of(context);
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Matches(path))
                return endpoint.HandleAsync(context);
        }
        return ErrorPage.WriteAsync(context, StatusCodes.Status404NotFound);
    }
}
