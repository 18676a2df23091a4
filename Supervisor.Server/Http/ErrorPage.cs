using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Supervisor.Server.Http;

/// <summary>The answer without a page of its own: a status and the small HTML body stock sends with it.</summary>
internal static class ErrorPage
{
    /// <param name="message">Shown instead of the status's reason phrase.</param>
    public static Task WriteAsync(HttpContext context, int status, string? message = null)
    {
        var body = Encoding.ASCII.GetBytes(Body(status, message ?? ReasonPhrases.GetReasonPhrase(status)));
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }

    public static string Body(int status, string message) =>
        "<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n"
        + $"<p>Error code {status}.\r\n<p>Message: {message}.\r\n</body>\r\n";
}
