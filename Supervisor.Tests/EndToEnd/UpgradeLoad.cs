using System.Net;
using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary>
/// Clients that ask without a pause on the given addresses, until it is ended: on connections they keep, on new ones, and on new ones that they want
/// closed, whose end they wait for.
/// </summary>
internal sealed class UpgradeLoad(params EndPoint[] endPoints)
{
    private static readonly byte[] Body = RpcXml.Call("supervisor.getAllProcessInfo");
    private static readonly byte[] Request = RequestWith("");
    private static readonly byte[] LastRequest = RequestWith("Connection: close\r\n");

    private readonly List<Task> _clients = [];
    private readonly List<string> _failures = [];
    private int _answered;
    private volatile bool _isOver;

    public int Answered => _answered;

    public UpgradeLoad Begin()
    {
        foreach (var endPoint in endPoints)
        {
            foreach (var manner in Enum.GetValues<Manner>())
                _clients.Add(Task.Run(() => AskAsync(endPoint, manner)));
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

    private static byte[] RequestWith(string header) =>
        [.. Encoding.ASCII.GetBytes($"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\n{header}Content-Type: text/xml\r\nContent-Length: {Body.Length}\r\n\r\n"), .. Body];

    private async Task AskAsync(EndPoint endPoint, Manner manner)
    {
        HttpProbe? kept = null;
        while (!_isOver)
        {
            try
            {
                kept ??= await HttpProbe.ConnectAsync(endPoint);
                await kept.SendAsync(manner == Manner.Closes ? LastRequest : Request);
                var reply = await kept.ReplyAsync();
                if (reply.Status != 200 || RpcXml.Read(reply).Fault is not null)
                    throw new InvalidDataException($"{reply.Status}");
                if (manner == Manner.Closes && !await kept.ClosesAsync())
                    throw new InvalidDataException("it is not closed");
                Interlocked.Increment(ref _answered);
                if (manner == Manner.Keeps && reply["Connection"] != "close")
                    continue;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                lock (_failures)
                    _failures.Add($"{endPoint}, {manner}: {failure.GetType().Name} {failure.Message}");
            }
            if (kept is not null)
                await kept.DisposeAsync();
            kept = null;
        }
        if (kept is not null)
            await kept.DisposeAsync();
    }

    private enum Manner
    {
        Keeps,
        Leaves,
        Closes,
    }
}
