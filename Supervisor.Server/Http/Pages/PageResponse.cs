using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Server.Http.Pages;

/// <summary>How pages are sent: what a browser may do with them, and for how long it may keep them.</summary>
internal static class PageResponse
{
    /// <summary>No script or style but our own files, no foreign frame around the page, no form to elsewhere.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    public static Task WriteAsync(HttpContext context, byte[] html, int status = StatusCodes.Status200OK)
    {
        var headers = context.Response.Headers;
        headers.Pragma = "no-cache";
        headers.CacheControl = "no-cache";
        headers.Expires = "Thu, 01 Jan 1970 00:00:00 GMT";
        return SendAsync(context, status, "text/html;charset=utf-8", html);
    }

    public static Task WriteMessageAsync(HttpContext context, int status, string title, params string[] paragraphs)
    {
        context.Response.Headers.CacheControl = "no-store";
        return WriteAsync(context, PageLayout.Message(title, paragraphs), status);
    }

    public static Task WriteTextAsync(HttpContext context, string text) =>
        SendAsync(context, StatusCodes.Status200OK, "text/plain", Encoding.ASCII.GetBytes(text));

    /// <summary>
    /// An action is done. The status is stock's, for scripts that look at it; unlike stock's it is kept by no browser, and the address is
    /// relative, so that a proxy that speaks TLS or puts a path before ours is not led astray. A script of ours asks for JSON instead.
    /// </summary>
    public static Task TellAsync(HttpContext context, string message)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.Pragma = "no-cache";
        headers.Expires = "Thu, 01 Jan 1970 00:00:00 GMT";
        if (context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
        {
            var json = $$"""{"message":"{{JsonEncodedText.Encode(message)}}","bad":{{(StatusPage.IsBad(message) ? "true" : "false")}}}""";
            return SendAsync(context, StatusCodes.Status200OK, "application/json", Encoding.UTF8.GetBytes(json));
        }
        // As Python quotes: the slash stays.
        headers.Location = $"./?message={Uri.EscapeDataString(message).Replace("%2F", "/", StringComparison.Ordinal)}";
        Secure(context);
        return ErrorPage.WriteAsync(context, StatusCodes.Status301MovedPermanently);
    }

    public static Task RefuseAsync(HttpContext context) => WriteMessageAsync(
        context,
        StatusCodes.Status403Forbidden,
        "Refused: asked by another site",
        "A page of another site made your browser send this, and it would change what runs here. Nothing was done.",
        "If you meant it, do it on this page itself, or type the address into the address bar. If a proxy stands before this server, let it "
        + "pass on the Host header it was asked for.");

    public static void Secure(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not "no-referrer": browsers would then hide the origin of our own forms, too.
        headers["Referrer-Policy"] = "same-origin";
    }

    private static Task SendAsync(HttpContext context, int status, string type, byte[] body)
    {
        Secure(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
