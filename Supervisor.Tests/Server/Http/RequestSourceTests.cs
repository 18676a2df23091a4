using Microsoft.AspNetCore.Http;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class RequestSourceTests
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Theory]
    // Scripts send nothing of the kind.
    [InlineData(null, null, "server:9001", false)]
    // The browser's own verdict.
    [InlineData("same-origin", null, "server:9001", false)]
    [InlineData("none", null, "server:9001", false)]
    [InlineData("cross-site", null, "server:9001", true)]
    [InlineData("same-site", null, "server:9001", true)]
    [InlineData("anything-new", null, "server:9001", true)]
    [InlineData("cross-site", "http://server:9001", "server:9001", true)]
    // Over plain HTTP there is only the origin.
    [InlineData(null, "http://server:9001", "server:9001", false)]
    [InlineData(null, "http://SERVER:9001", "server:9001", false)]
    [InlineData(null, "http://server", "server", false)]
    [InlineData(null, "http://server", "server:80", false)]
    [InlineData(null, "http://[::1]:9001", "[::1]:9001", false)]
    [InlineData(null, "http://server:8080", "server:9001", true)]
    [InlineData(null, "http://server.evil.example:9001", "server:9001", true)]
    [InlineData(null, "http://evil.example", "server:9001", true)]
    [InlineData(null, "null", "server:9001", true)]
    [InlineData(null, "", "server:9001", true)]
    [InlineData(null, "file://", "server:9001", true)]
    [InlineData("none", "http://evil.example", "server:9001", true)]
    // A proxy that speaks TLS, with and without the host passed on.
    [InlineData(null, "https://server", "server", false)]
    [InlineData("same-origin", "https://public.example", "127.0.0.1:9001", false)]
    public void Another_sites_page_is_told_by_what_it_cannot_forge(string? site, string? origin, string host, bool isForeign)
    {
        var request = Request(host, ("Sec-Fetch-Site", site), ("Origin", origin));
        Assert.Equal(isForeign, RequestSource.IsForeign(request));
    }

    [Theory]
    [InlineData("POST", "http://evil.example/", true)]
    [InlineData("POST", "file:///tmp/form.html", true)]
    [InlineData("POST", "http://server:9001/index.html", false)]
    [InlineData("POST", null, false)] // Scripts.
    [InlineData("GET", "http://evil.example/", false)] // A link: its user is asked.
    public void A_form_without_an_origin_is_told_by_its_page(string method, string? referer, bool isForeign)
    {
        var request = Request("server:9001", ("Referer", referer));
        request.Method = method;
        Assert.Equal(isForeign, RequestSource.IsForeign(request));
    }

    [Fact]
    public void A_proxy_may_tell_the_host_that_was_asked_for()
    {
        var request = Request("127.0.0.1:9001", ("Origin", "http://public.example"), ("X-Forwarded-Host", "public.example"));
        Assert.False(RequestSource.IsForeign(request));
    }

    [Theory]
    [InlineData(Firefox, "en", null, null, true)] // Typed in or a foreign link: over plain HTTP nobody can tell.
    [InlineData(Firefox, "en", "http://evil.example/", null, true)]
    [InlineData(Firefox, "en", "http://server:9001/index.html", null, false)]
    [InlineData(Firefox, "en", null, "none", false)]
    [InlineData(Firefox, null, null, null, false)] // PowerShell calls itself so.
    [InlineData("curl/8.5.0", null, null, null, false)]
    [InlineData("curl/8.5.0", null, "http://evil.example/", null, true)]
    [InlineData(null, null, "http://evil.example/", null, true)]
    [InlineData("curl/8.5.0", null, "http://server:9001/", null, false)]
    [InlineData("Python-urllib/3.11", null, null, null, false)]
    [InlineData(null, null, null, null, false)]
    public void A_browser_that_does_not_say_where_it_comes_from_is_uncertain(
        string? agent, string? language, string? referer, string? site, bool isUncertain)
    {
        var request = Request(
            "server:9001", ("User-Agent", agent), ("Accept-Language", language), ("Referer", referer), ("Sec-Fetch-Site", site));
        Assert.Equal(isUncertain, RequestSource.IsUncertain(request));
    }

    [Theory]
    [InlineData("Sec-Purpose", "prefetch;prerender", true)]
    [InlineData("Purpose", "prefetch", true)]
    [InlineData("X-Moz", "prefetch", true)]
    [InlineData("X-Moz", "other", false)]
    public void What_is_loaded_ahead_says_so(string header, string value, bool isPrefetch) =>
        Assert.Equal(isPrefetch, RequestSource.IsPrefetch(Request("x", (header, value))));

    private static HttpRequest Request(string host, params (string Name, string? Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Host = host;
        foreach (var (name, value) in headers.Where(h => h.Value is not null))
            request.Headers[name] = value;
        return request;
    }
}
