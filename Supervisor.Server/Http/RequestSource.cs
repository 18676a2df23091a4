using Microsoft.AspNetCore.Http;

namespace Supervisor.Server.Http;

/// <summary>
/// Where a request comes from, by what browsers say of it and pages cannot forge. <c>Sec-Fetch-Site</c> is the browser's own verdict and
/// counts first, as it survives proxies that rewrite <c>Host</c>; over plain HTTP it is not sent, and <c>Origin</c> and <c>Referer</c> are
/// compared with <c>Host</c>. Scripts send none of them.
/// </summary>
internal static class RequestSource
{
    private static readonly string[] PrefetchHeaders = ["Sec-Purpose", "Purpose", "X-Moz"];

    /// <summary>Another site's page made the browser send this.</summary>
    public static bool IsForeign(HttpRequest request) => (string?)request.Headers["Sec-Fetch-Site"] switch
    {
        "same-origin" => false,
        null or "none" => request.Headers.Origin is { Count: > 0 } origin ? !IsOwn(origin, request) : IsPostedFromElsewhere(request),
        _ => true,
    };

    /// <summary>
    /// A browser follows a link here and does not say whose: an address typed in and a link on a foreign page look the same over plain
    /// HTTP. Its user has to be asked. So has whoever names another site's page as the one that led here.
    /// </summary>
    public static bool IsUncertain(HttpRequest request)
    {
        var headers = request.Headers;
        var isBrowser = headers.AcceptLanguage.Count > 0 && headers.UserAgent.ToString().Contains("Mozilla/", StringComparison.Ordinal);
        return (isBrowser || headers.Referer.Count > 0) && !headers.ContainsKey("Sec-Fetch-Site") && headers.Origin.Count == 0 && !IsOwn(headers.Referer, request);
    }

    /// <summary>A browser loads ahead what its user may never open.</summary>
    public static bool IsPrefetch(HttpRequest request) =>
        PrefetchHeaders.Any(name => request.Headers[name].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase));

    /// <summary>Browsers that send no <c>Origin</c> with a form (Firefox before 70) still name the page that the form was on.</summary>
    private static bool IsPostedFromElsewhere(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Headers.Referer.Count > 0 && !IsOwn(request.Headers.Referer, request);

    /// <summary>The same host and port; the scheme is a proxy's affair.</summary>
    private static bool IsOwn(string? url, HttpRequest request)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            return false;
        return Is(parsed, request.Headers.Host) || Is(parsed, request.Headers["X-Forwarded-Host"]);
    }

    private static bool Is(Uri url, string? host) =>
        Uri.TryCreate($"{url.Scheme}://{host}/", UriKind.Absolute, out var own) && own.Port == url.Port
        && own.Host.Equals(url.Host, StringComparison.OrdinalIgnoreCase);
}
