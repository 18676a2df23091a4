using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Supervisor.Server.Http;

/// <summary>The line of one request, in the shape of stock: the common log format with the client's port in front.</summary>
internal static class AccessLog
{
    public static string Line(HttpContext context, DateTimeOffset now)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var bytes = context.Features.Get<CountedTransport>()?.TakeCount() ?? 0;
        var offset = now.ToString("zzz").Replace(":", "", StringComparison.Ordinal);
        return $"{Address(context)}:{context.Connection.RemotePort} - - [{now:dd/MMM/yyyy:HH:mm:ss} {offset}] "
            + $"\"{request.Method} {request.RawTarget} {request.Protocol}\" {context.Response.StatusCode} {bytes}";
    }

    /// <summary>The client's address; clients of unix sockets have none and are local.</summary>
    public static string Address(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "localhost",
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        var address => address.ToString(),
    };
}
