using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Supervisor.Server.Http.Pages;

/// <summary>
/// What a request asks for, from its query and its form together, read as stock reads them: of a name given twice the query's first and
/// the form's last value count, the form before the query; an empty value is none.
/// </summary>
internal sealed class PageParameters
{
    /// <summary>A real form has some hundred bytes.</summary>
    public const int MaxFormBytes = 64 * 1024;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The form is read whatever type the body claims to be; one that is none has no values.</summary>
    public static async ValueTask<PageParameters> ReadAsync(HttpRequest request)
    {
        var parameters = new PageParameters();
        foreach (var (name, value) in Pairs(request.QueryString.Value.AsSpan().TrimStart('?').ToString()))
            parameters._values.TryAdd(name, value);
        if (request.ContentLength is not > 0)
            return parameters;
        var body = await RequestBody.ReadAsync(request, (int)request.ContentLength);
        var form = Encoding.UTF8.GetString(body);
        request.BodyReader.AdvanceTo(body.End);
        foreach (var (name, value) in Pairs(form))
            parameters._values[name] = value;
        return parameters;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string text) =>
        from pair in text.Split('&')
        let split = pair.IndexOf('=', StringComparison.Ordinal)
        where split >= 0 && split < pair.Length - 1
        select (WebUtility.UrlDecode(pair[..split]), WebUtility.UrlDecode(pair[(split + 1)..]));
}
