using System.Net.Sockets;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Page;

/// <summary>Asks a running daemon for its pages, each on a connection of its own, with just the headers a test wants.</summary>
internal static class PageProbe
{
    public static Task<HttpReply> GetPageAsync(this RunningSupervisor supervisor, string path, string headers = "", string method = "GET") =>
        HttpProbe.AskAsync(EndPoint(supervisor), $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n\r\n");

    public static Task<HttpReply> PostFormAsync(this RunningSupervisor supervisor, string path, string form, string headers = "")
    {
        var body = Encoding.UTF8.GetBytes(form);
        return HttpProbe.AskAsync(
            EndPoint(supervisor),
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n"
            + "Connection: close\r\n\r\n",
            body);
    }

    /// <summary>The decoded message a redirect carries; null for an answer that is none.</summary>
    public static string? Message(this HttpReply reply) =>
        reply["Location"] is { } location ? Uri.UnescapeDataString(location[(location.IndexOf("?message=", StringComparison.Ordinal) + 9)..]) : null;

    private static UnixDomainSocketEndPoint EndPoint(RunningSupervisor supervisor) => new(supervisor.SocketPath);
}
