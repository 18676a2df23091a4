using System.Net;
using System.Text;

namespace Supervisor.Tests.Support;

/// <summary>Calls methods of one server, each on a connection of its own.</summary>
internal sealed class RpcProbe(EndPoint endPoint, string? credentials = null)
{
    public EndPoint EndPoint => endPoint;

    public async Task<RpcReply> CallAsync(string method, params object?[] arguments) =>
        RpcXml.Read(await PostAsync(RpcXml.Call(method, arguments)));

    public Task<HttpReply> PostAsync(byte[] body, string path = "/RPC2") => HttpProbe.AskAsync(endPoint, Head(path, body.Length), body);

    public Task<HttpReply> GetAsync(string path) =>
        HttpProbe.AskAsync(endPoint, $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Authorization()}\r\n");

    public async Task<string> StateOfAsync(string process)
    {
        var reply = await CallAsync("supervisor.getProcessInfo", process);
        return reply.Fault is null && reply.Http.Status == 200 ? (string)reply.Struct["statename"]! : reply.ToString();
    }

    public async Task<int> PidOfAsync(string process) => (int)(await CallAsync("supervisor.getProcessInfo", process)).Struct["pid"]!;

    public Task WaitForStateAsync(string process, string state) =>
        Eventually.GetAsync(() => StateOfAsync(process), s => s == state, $"{process} in state {state}");

    private string Head(string path, int length) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n{Authorization()}Content-Length: {length}\r\n\r\n";

    private string Authorization() =>
        credentials is null ? "" : $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}\r\n";
}
