using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>
/// Bytes on a socket of a running daemon; where no answer comes, the client says that it sends no more: then an answer comes, or the
/// connection ends, and soon; nothing is answered with 500; and somebody else's request is answered afterwards.
/// </summary>
/// <param name="server">Where the daemon listens.</param>
internal sealed partial class HttpEdgeTarget(EndPoint server) : FuzzTarget
{
    private const int BoundMilliseconds = 10_000;
    private const int SilenceMicroseconds = 15_000;
    private const int GoodRequestEvery = 50;
    private const string GoodBody = "<methodCall><methodName>supervisor.getState</methodName></methodCall>";

    /// <summary>A client that speaks HTTP/2 is refused in its own protocol.</summary>
    private const string GoAway = "\0\0\b\a";

    private static readonly byte[] GoodRequest =
        Encoding.ASCII.GetBytes($"POST /RPC2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {GoodBody.Length}\r\n\r\n{GoodBody}");

    private static readonly string[] Methods = ["GET", "GET", "POST", "POST", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "get", "BREW", "CONNECT", ""];

    private static readonly string[] Places =
    [
        "/", "/RPC2", "/RPC2", "/RPC2/", "/RPC2?x", "/index.html", "/tail.html?processname=steady", "/tail.html?processname=nope&limit=-1", "/logtail/steady", "/logtail/nope",
        "/mainlogtail", "/?action=refresh", "/index.html?action=clearlog&processname=steady", "/mainlog.html", "/../etc/passwd", "/%2e%2e/", "/%00", "/%", "/%zz", "//", "*", "http://x/RPC2",
        "/nope", "/stylesheets/supervisor.css", "/a b", "/\u00e9", "/?", "/#", "", "/logtail/steady/stderr", "/logtail", "/events",
    ];

    private static readonly string[] Headers =
    [
        "Host: x", "Host: x", "Host: x", "Host:", "Host: a b", "Connection: close", "Connection: keep-alive", "Connection: upgrade", "Content-Length: 3", "Content-Length: 0",
        "Content-Length: -1", "Content-Length: 99999999999", "Content-Length: 3, 3", "Content-Length: x", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Expect: 100-continue",
        "Authorization: Basic YTpi", "Authorization: Basic ===", "Authorization: Bearer x", "Origin: http://evil", "Sec-Fetch-Site: cross-site", "Accept: application/json", "X: y", "X : y",
        " folded", "no colon", ": no name", "Range: bytes=0-1", "If-None-Match: *", "Upgrade: h2c", "Cookie: a=b", "Content-Type: text/xml", "Content-Encoding: gzip", "Accept-Encoding: gzip, br",
    ];

    private readonly XmlRpcCallTarget _calls = new();
    private int _asked;

    public override string Name => "http";

    public override IReadOnlyList<byte[]> Words { get; } = Bytes(
        [.. Methods.Where(m => m.Length > 0), .. Places.Where(p => p.Length > 0), .. Headers.Select(h => h + "\r\n"), "\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", ":", "HTTP/1.1", "HTTP/1.0", "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "0\r\n\r\n", "5\r\nabcde\r\n", "ffffffff\r\n", "\0", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"]);

    /// <summary>One request or some in a row; lengths are right more often than not.</summary>
    public override byte[] Generate(Random random) => [.. Enumerable.Range(0, random.Next(4) == 0 ? 3 : 1).SelectMany(_ => Request(random))];

    public override string Check(byte[] input)
    {
        var answer = Encoding.Latin1.GetString(Ask(input));
        if (answer.StartsWith(GoAway, StringComparison.Ordinal))
            return "HTTP/2 is refused";
        if (answer.Length > 0 && !Begin().IsMatch(answer))
            throw new FuzzFailure($"the answer begins {Wording.Quoted(answer[..Math.Min(60, answer.Length)])}");
        // An action that the page does not know is a 500 on purpose, as with stock.
        if (input.AsSpan().IndexOf("action"u8) < 0 && Failure().Match(answer) is { Success: true } failure)
            throw new FuzzFailure($"answered {failure.Value}");
        if (++_asked % GoodRequestEvery == 0)
            ExpectGoodAnswer();
        return answer.Length == 0 ? "closed" : $"{(HttpStatusCode)int.Parse(answer[9..12], System.Globalization.CultureInfo.InvariantCulture)}";
    }

    public void ExpectGoodAnswer()
    {
        using var socket = Connected();
        socket.Send(GoodRequest);
        using var received = new MemoryStream();
        new NetworkStream(socket).CopyTo(received);
        var answer = Encoding.Latin1.GetString(received.ToArray());
        if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || !answer.Contains("RUNNING", StringComparison.Ordinal))
            throw new FuzzFailure($"a good request is answered {Wording.Quoted(answer)}");
    }

    private byte[] Request(Random random)
    {
        var body = random.Next(3) switch { 0 => Encoding.ASCII.GetBytes(GoodBody), 1 => _calls.Generate(random), _ => [] };
        var head = new StringBuilder($"{Any(Methods)} {Any(Places)} {(random.Next(8) == 0 ? Any(["HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "http/1.1", ""]) : "HTTP/1.1")}\r\n");
        if (random.Next(8) > 0)
            head.Append("Host: x\r\n");
        for (var more = random.Next(4); more > 0; more--)
            head.Append(Any(Headers)).Append("\r\n");
        if (body.Length > 0)
            head.Append($"Content-Length: {(random.Next(10) == 0 ? random.Next(body.Length * 2) : body.Length)}\r\n");
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body];

        string Any(string[] choices) => choices[random.Next(choices.Length)];
    }

    private Socket Connected()
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        socket.ReceiveTimeout = socket.SendTimeout = BoundMilliseconds;
        socket.Connect(server);
        return socket;
    }

    /// <summary>All that comes back until the server ends the connection; of an answer without end its beginning.</summary>
    private byte[] Ask(byte[] input)
    {
        using var socket = Connected();
        var received = new List<byte>();
        try
        {
            // In two pieces, so that a request does not always come whole.
            var first = input.Length / 3;
            socket.Send(input, 0, first, SocketFlags.None);
            socket.Send(input, first, input.Length - first, SocketFlags.None);
            var buffer = new byte[16384];
            for (int count; !IsEndless(received) && (count = Receive(socket, buffer)) > 0;)
                received.AddRange(buffer[..count]);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.NotConnected)
        {
            // The server has ended it, with what was still to be read or sent on the way.
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            if (received.Count == 0)
                throw new FuzzFailure($"neither an answer nor an end in {BoundMilliseconds} ms");
            if (!IsEndless(received))
                throw new FuzzFailure($"an answer that does not end: {Wording.Quoted(Encoding.Latin1.GetString([.. received.Take(300)]))}");
        }
        return [.. received];
    }

    /// <summary>The next bytes, or the end. Not before the server has been silent for a moment is it told that no more will come: who hangs up early is not answered.</summary>
    private static int Receive(Socket socket, byte[] buffer)
    {
        if (!socket.Poll(SilenceMicroseconds, SelectMode.SelectRead))
            socket.Shutdown(SocketShutdown.Send);
        return socket.Receive(buffer);
    }

    /// <summary>A log that is followed, or news of the page.</summary>
    private static bool IsEndless(List<byte> received)
    {
        var head = Encoding.Latin1.GetString([.. received.Take(600)]);
        return head.Contains("chunked", StringComparison.Ordinal) || head.Contains("event-stream", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^HTTP/1\.1 [1-5]\d\d ")]
    private static partial Regex Begin();

    /// <summary>501, 503 and 505 have their causes in the request.</summary>
    [GeneratedRegex(@"HTTP/1\.1 5(?!01|03|05)\d\d ")]
    private static partial Regex Failure();
}
