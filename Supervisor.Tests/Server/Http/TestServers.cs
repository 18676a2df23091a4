using System.Net;
using Microsoft.AspNetCore.Http;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Http;

/// <summary>One inet and one unix server with the XML-RPC endpoint and a page, on real sockets.</summary>
internal sealed class TestServers : IAsyncDisposable
{
    public const string Call = "<?xml version='1.0'?><methodCall><methodName>a.b</methodName></methodCall>";

    private readonly TestDirectory _directory;
    private readonly HttpServers _servers;
    private readonly HttpEngine _engine;

    private TestServers(TestDirectory directory, HttpServers servers, HttpEngine engine, RecordedLog log) =>
        (_directory, _servers, _engine, Log) = (directory, servers, engine, log);

    public EndPoint Inet => _servers.EndPoints[0];

    public EndPoint Unix => _servers.EndPoints[1];

    public RecordedLog Log { get; }

    /// <param name="answer">Answers the calls; null echoes the arguments.</param>
    /// <param name="username">The unix server's user; the inet server has none.</param>
    /// <param name="password">The unix server's password.</param>
    /// <param name="level">The log's level.</param>
    public static async Task<TestServers> StartAsync(
        Func<MethodCall, Task<MethodResponse>>? answer = null,
        string? username = null,
        string? password = null,
        LogLevel level = LogLevel.Trace)
    {
        var directory = new TestDirectory();
        var log = new RecordedLog(level);
        var engine = new HttpEngine(TimeProvider.System, error => throw new InvalidOperationException("a turn of the HTTP loop failed", error));
        var servers = HttpServers.Bind(
        [
            new InetServerOptions { Section = "inet_http_server", Host = "127.0.0.1", Port = 0 },
            new UnixServerOptions { Section = "unix_http_server", Path = directory["s"], Username = username, Password = password },
        ]);
        var budget = new AnswerBudget(HttpLimits.MaxAnswersBytes, HttpLimits.AnswerPatience, TimeProvider.System);
        answer ??= Echo;
        var rpc = new XmlRpcEndpoint((call, _) => answer(call), log, new LastAnswer(engine.Http.Loop), budget);
        await servers.StartAsync(engine, log, TimeProvider.System, [rpc, new Page()]);
        return new TestServers(directory, servers, engine, log);
    }

    public async Task<RawResponse> AskAsync(string request)
    {
        using var connection = await RawConnection.OpenAsync(Inet);
        return await connection.AskAsync(request);
    }

    public static string Post(string body, string path = "/RPC2", string headers = "") =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync();
        await _engine.DisposeAsync();
        _directory.Dispose();
    }

    private static Task<MethodResponse> Echo(MethodCall call) =>
        Task.FromResult(new MethodResponse(new XmlRpcValue.Array([call.Name, .. call.Params])));

    private sealed class Page : IHttpEndpoint
    {
        public bool Matches(string rawPath) => rawPath is "/page" or "/broken" or "/half";

        public async Task HandleAsync(HttpContext context)
        {
            if (context.Request.Path == "/broken")
                throw new InvalidOperationException("it broke");
            context.Response.ContentLength = 4;
            await context.Response.Body.WriteAsync("page"u8.ToArray());
        }
    }
}
