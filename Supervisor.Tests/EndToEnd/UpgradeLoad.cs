using System.Net;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>Clients that ask without a pause on the given addresses, on connections they keep and on new ones, until it is ended.</summary>
internal sealed class UpgradeLoad(params EndPoint[] endPoints)
{
    private static readonly byte[] Body = RpcXml.Call("supervisor.getAllProcessInfo");
    private static readonly byte[] Request =
        [.. Encoding.ASCII.GetBytes($"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: {Body.Length}\r\n\r\n"), .. Body];

    private readonly List<Task> _clients = [];
    private readonly List<string> _failures = [];
    private int _answered;
    private volatile bool _isOver;

    public int Answered => _answered;

    public UpgradeLoad Begin()
    {
        foreach (var endPoint in endPoints)
        {
            _clients.Add(Task.Run(() => AskAsync(endPoint, keeps: true)));
            _clients.Add(Task.Run(() => AskAsync(endPoint, keeps: false)));
        }
        return this;
    }

    /// <summary>Returns what failed.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        _isOver = true;
        await Task.WhenAll(_clients);
        return _failures;
    }

    private async Task AskAsync(EndPoint endPoint, bool keeps)
    {
        HttpProbe? kept = null;
        while (!_isOver)
        {
            try
            {
                kept ??= await HttpProbe.ConnectAsync(endPoint);
                await kept.SendAsync(Request);
                var reply = await kept.ReplyAsync();
                if (reply.Status != 200 || RpcXml.Read(reply).Fault is not null)
                    throw new InvalidDataException($"{reply.Status}");
                Interlocked.Increment(ref _answered);
                if (keeps && reply["Connection"] != "close")
                    continue;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                lock (_failures)
                    _failures.Add($"{endPoint}, {(keeps ? "kept" : "new")}: {failure.GetType().Name} {failure.Message}");
            }
            if (kept is not null)
                await kept.DisposeAsync();
            kept = null;
        }
        if (kept is not null)
            await kept.DisposeAsync();
    }
}
