using System.Net;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Requests that are wrong, each in another way, on a daemon that is still the same afterwards.</summary>
public class BadInputTests(BadInputDaemon daemon) : IClassFixture<BadInputDaemon>
{
    private const string Call = "<?xml version='1.0'?><methodCall><methodName>supervisor.getState</methodName><params></params></methodCall>";

    public static TheoryData<string, int> WrongRequests => new()
    {
        { "GET /RPC2 HTTP/1.1\nHost: x\n\n", 400 },
        { "PUT /RPC2 HTTP/1.1\nHost: x\nContent-Length: 2\n\nab", 400 },
        { "DELETE /RPC2 HTTP/1.1\nHost: x\n\n", 400 },
        { "BREW /RPC2 HTTP/1.1\nHost: x\n\n", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\n\n", 411 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n5\nabcde\n0\n\n", 411 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: 0\n\n", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: -1\n\n", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: many\n\n", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: 3\nContent-Length: 4\n\nabc", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: 99999999999999999999999\n\n", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: 16777217\n\n", 413 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: 5\n\nhello", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: 12\n\n<methodCall>", 400 },
        { "POST /RPC2 HTTP/1.1\nHost: x\nContent-Length: 4\n\n\u0000\u0001\u0002\u0003", 400 },
        { "POST /nowhere HTTP/1.1\nHost: x\nContent-Length: 2\n\nab", 404 },
        { "GET /../../etc/passwd HTTP/1.1\nHost: x\n\n", 404 },
        { "GET /%00 HTTP/1.1\nHost: x\n\n", 400 },
        { "GET / HTTP/9.9\nHost: x\n\n", 505 },
        { "GET /\n\n", 400 },
        { "GET / HTTP/1.1\nHost: x\nno colon here\n\n", 400 },
        { "GET / HTTP/1.1\nHost: x\n: no name\n\n", 400 },
        { "nonsense\n\n", 400 },
    };

    [Theory]
    [MemberData(nameof(WrongRequests))]
    public async Task A_wrong_request_gets_the_status_that_says_so(string request, int status)
    {
        foreach (var (endPoint, authorization) in Servers())
        {
            // The credentials stand behind the first header line, where there is one.
            var head = request.Replace("Host: x\n", $"Host: x\n{authorization}", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
            var reply = await HttpProbe.AskAsync(endPoint, head);
            Assert.True(status == reply.Status, $"{endPoint}: {reply}");
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Absurd_heads_are_refused()
    {
        foreach (var (endPoint, authorization) in Servers())
        {
            var longLine = await HttpProbe.AskAsync(endPoint, $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.Equal(414, longLine.Status);
            var longHeader = await HttpProbe.AskAsync(endPoint, $"GET / HTTP/1.1\r\nHost: x\r\n{authorization}X: {new string('a', 100_000)}\r\n\r\n");
            Assert.Equal(431, longHeader.Status);
            var manyHeaders = string.Concat(Enumerable.Range(0, 1000).Select(n => $"X-{n}: y\r\n"));
            Assert.Equal(431, (await HttpProbe.AskAsync(endPoint, $"GET / HTTP/1.1\r\nHost: x\r\n{manyHeaders}\r\n")).Status);
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task A_body_of_sixteen_megabytes_is_read_and_one_byte_more_is_refused_unread()
    {
        const int Limit = 16 * 1024 * 1024;
        foreach (var (endPoint, authorization) in Servers())
        {
            var filled = Call.Replace("<params>", $"<!--{new string('x', Limit - Call.Length - 7)}--><params>", StringComparison.Ordinal);
            Assert.Equal(Limit, filled.Length);
            Assert.Contains("RUNNING", (await HttpProbe.AskAsync(endPoint, Head(Limit, authorization), Encoding.ASCII.GetBytes(filled))).Text, StringComparison.Ordinal);
            Assert.Equal(413, (await HttpProbe.AskAsync(endPoint, Head(Limit + 1, authorization), new byte[1000])).Status);
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData("<value><array><data>", "</data></array></value>")]
    [InlineData("<value><struct><member><name>n</name>", "</member></struct></value>")]
    public async Task Nesting_without_end_is_refused(string open, string close)
    {
        foreach (var depth in new[] { 1000, 100_000 })
        {
            var nested = string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
            foreach (var body in new[] { nested, nested[..(open.Length * depth)] })
            {
                var call = $"<methodCall><methodName>system.multicall</methodName><params><param>{body}</param></params></methodCall>";
                Assert.Equal(400, (await daemon.Supervisor.Rpc.PostAsync(Encoding.ASCII.GetBytes(call))).Status);
            }
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Entities_that_multiply_are_not_resolved()
    {
        var bomb = new StringBuilder("<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a0 'ha'>");
        for (var level = 1; level < 30; level++)
            bomb.Append($"<!ENTITY a{level} '&a{level - 1};&a{level - 1};'>");
        bomb.Append("]><methodCall><methodName>&a29;</methodName></methodCall>");
        Assert.Equal(400, (await daemon.Supervisor.Rpc.PostAsync(Encoding.ASCII.GetBytes(bomb.ToString()))).Status);
        var file = "<!DOCTYPE b [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><methodCall><methodName>&f;</methodName></methodCall>";
        var reply = await daemon.Supervisor.Rpc.PostAsync(Encoding.ASCII.GetBytes(file));
        Assert.Equal(400, reply.Status);
        Assert.DoesNotContain("root:", reply.Text + daemon.Supervisor.MainLog, StringComparison.Ordinal);
        await daemon.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Requests_sent_ahead_are_all_answered_in_turn()
    {
        const int Count = 200;
        foreach (var (endPoint, authorization) in Servers())
        {
            await using var probe = await HttpProbe.ConnectAsync(endPoint);
            var one = Head(Call.Length, authorization) + Call;
            var unknown = Call.Replace("getState", "getNothing", StringComparison.Ordinal);
            var other = Head(unknown.Length, authorization) + unknown;
            await probe.SendAsync(string.Concat(Enumerable.Range(0, Count).Select(n => n % 2 == 0 ? one : other)));
            for (var n = 0; n < Count; n++)
                Assert.Contains(n % 2 == 0 ? "RUNNING" : "UNKNOWN_METHOD", (await probe.ReplyAsync()).Text, StringComparison.Ordinal);
        }
        await daemon.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData("HTTP/1.0", "", true)]
    [InlineData("HTTP/1.0", "Connection: keep-alive\r\n", false)]
    [InlineData("HTTP/1.1", "", false)]
    [InlineData("HTTP/1.1", "Connection: close\r\n", true)]
    public async Task A_connection_is_kept_or_closed_as_the_version_and_the_client_say(string version, string header, bool closes)
    {
        foreach (var (endPoint, authorization) in Servers())
        {
            await using var probe = await HttpProbe.ConnectAsync(endPoint);
            var request = Head(Call.Length, authorization + header).Replace("HTTP/1.1", version, StringComparison.Ordinal) + Call;
            await probe.SendAsync(request);
            Assert.Contains("RUNNING", (await probe.ReplyAsync()).Text, StringComparison.Ordinal);
            if (closes)
            {
                Assert.True(await probe.ClosesAsync());
                continue;
            }
            await probe.SendAsync(request);
            Assert.Contains("RUNNING", (await probe.ReplyAsync()).Text, StringComparison.Ordinal);
        }
        await daemon.ExpectUnharmedAsync();
    }

    private static string Head(int length, string authorization) =>
        $"POST /RPC2 HTTP/1.1\r\nHost: x\r\n{authorization.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal)}Content-Length: {length}\r\n\r\n";

    private (EndPoint EndPoint, string Authorization)[] Servers() =>
        [(daemon.Unix, ""), (daemon.Tcp, $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(BadInputDaemon.Credentials))}\n")];
}
