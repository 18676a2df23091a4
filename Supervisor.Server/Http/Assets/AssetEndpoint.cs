using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Supervisor.Server.Http.Pages;

namespace Supervisor.Server.Http.Assets;

/// <summary>The page's style, script and pictures, out of the program itself. The style has stock's address.</summary>
internal sealed class AssetEndpoint : IHttpEndpoint
{
    private static readonly Dictionary<string, Asset> Assets = new()
    {
        ["/stylesheets/supervisor.css"] = new("supervisor.css", "text/css;charset=utf-8"),
        ["/scripts/supervisor.js"] = new("supervisor.js", "text/javascript;charset=utf-8"),
        ["/images/icon.svg"] = new("icon.svg", "image/svg+xml"),
        ["/images/icon.png"] = new("icon.png", "image/png"),
        ["/favicon.ico"] = new("icon.png", "image/png"),
    };

    public bool Matches(string rawPath) => Assets.ContainsKey(rawPath);

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status400BadRequest);
            return;
        }
        var asset = Assets[RequestPath.Of(context)];
        var response = context.Response;
        PageResponse.Secure(context);
        response.Headers.LastModified = asset.LastModified.ToString("R");
        response.Headers.ETag = asset.Tag;
        // Asked for anew each time, and rarely sent anew: after an upgrade no page has yesterday's script.
        response.Headers.CacheControl = "no-cache";
        if (IsFresh(context.Request, asset))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Bytes.Length;
        await response.Body.WriteAsync(asset.Bytes);
    }

    /// <summary>What the client has is what there is. The tag is the better witness and counts alone where it is given.</summary>
    private static bool IsFresh(HttpRequest request, Asset asset)
    {
        if (request.Headers.IfNoneMatch is { Count: > 0 } tags)
            return Matches(tags, asset.Tag);
        return DateTimeOffset.TryParse(request.Headers.IfModifiedSince, out var since) && asset.LastModified <= since;
    }

    private static bool Matches(StringValues tags, string tag) =>
        tags.ToString().Split(',', StringSplitOptions.TrimEntries).Any(t => t == "*" || t == tag || t == "W/" + tag);
}
