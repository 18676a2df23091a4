using System.Net;
using Supervisor.Server.Configuration;
using Supervisor.Server.Http.Transport;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Http;

/// <summary>
/// Owns the sockets of every server section, for one life of the daemon, and the connections to them. Binding comes first and alone, so that a start that
/// cannot succeed has touched nothing else; clients that come before the start wait in the backlog.
/// </summary>
internal sealed class HttpServers : IAsyncDisposable
{
    private readonly List<HttpListener> _listeners = [];
    private readonly Dictionary<HttpListener, SocketListener> _accepting = [];
    private Func<IReadOnlyList<HttpListener>, Task>? _accept;
    private HttpApplication? _application;
    private List<IReadOnlyList<HttpConnectionRecord>> _parked = [];
    private EventLoop? _loop;

    private HttpServers()
    {
    }

    /// <summary>Where the servers listen, in the order of the sections.</summary>
    public IReadOnlyList<EndPoint> EndPoints => [.. _listeners.Select(l => l.EndPoint)];

    /// <summary>Takes the addresses in the order given, or throws <see cref="ConfigurationException"/> and leaves none taken.</summary>
    /// <param name="servers">The sections.</param>
    /// <param name="warnings">For what must be said before there is a log; null is standard error.</param>
    public static HttpServers Bind(IReadOnlyList<HttpServerOptions> servers, TextWriter? warnings = null)
    {
        var bound = new HttpServers();
        var complete = false;
        try
        {
            foreach (var server in servers)
                bound._listeners.Add(HttpListener.Open(server, warnings ?? Console.Error));
            complete = true;
            return bound;
        }
        finally
        {
            if (!complete)
                bound.CloseListeners();
        }
    }

    /// <summary>Goes on with the sockets of earlier servers, and with who waits in their backlogs.</summary>
    public static HttpServers Resume(IReadOnlyList<HttpListenerRecord> listeners)
    {
        var resumed = new HttpServers();
        resumed._listeners.AddRange(listeners.Select(HttpListener.Resume));
        return resumed;
    }

    /// <summary>In the order of the sections, with their connections where those are parked.</summary>
    public IReadOnlyList<HttpListenerRecord> ToRecords() =>
        [.. _listeners.Select((listener, at) => listener.ToRecord(at < _parked.Count ? _parked[at] : []))];

    /// <summary>Serves, with the endpoints asked in the order given.</summary>
    public async Task StartAsync(HttpEngine engine, IMainLog log, TimeProvider time, IReadOnlyList<IHttpEndpoint> endpoints)
    {
        _accept = async listeners =>
        {
            await engine.StartAsync(log);
            _loop = engine.Http.Loop;
            var maxConnections = HttpLimits.ConnectionsOfEach(_listeners.Count, ResourceLimits.Get(ResourceLimits.NoFile).Soft);
            var countsBytes = log.IsEnabled(LogLevel.Trace);
            var application = _application ??= new HttpApplication(log, time, endpoints);
            await OnLoopAsync(() =>
            {
                foreach (var listener in listeners)
                    _accepting.Add(listener, listener.Accept(engine, application, maxConnections, countsBytes));
            });
        };
        if (_listeners.Count > 0)
            await _accept(_listeners);
    }

    /// <summary>
    /// Follows other sections while it serves: who gets in changes at once, an address that is new is taken, one that is gone is given back. Returns a sentence for
    /// each address that cannot be had; its section keeps the one that it has.
    /// </summary>
    public async Task<IReadOnlyList<string>> FollowAsync(IReadOnlyList<HttpServerOptions> servers, TextWriter warnings)
    {
        var before = _listeners.ToList();
        var refused = new List<string>();
        var opened = new List<HttpListener>();
        _listeners.Clear();
        foreach (var server in servers)
        {
            if (before.Find(listener => listener.IsAt(server)) is { } same)
            {
                before.Remove(same);
                same.Section.Become(server);
                _listeners.Add(same);
                continue;
            }
            try
            {
                opened.Add(HttpListener.Open(server, warnings));
                _listeners.Add(opened[^1]);
            }
            catch (ConfigurationException taken)
            {
                refused.Add(taken.Message);
                if (before.Find(listener => listener.Section.Options.Section == server.Section) is { } kept)
                {
                    before.Remove(kept);
                    _listeners.Add(kept);
                }
            }
        }
        if (opened.Count > 0 && _accept is not null)
            await _accept(opened);
        foreach (var gone in before)
            await CloseAsync(gone);
        return refused;
    }

    private async Task CloseAsync(HttpListener listener)
    {
        listener.RemoveName();
        if (_loop is { } loop && _accepting.Remove(listener, out var accepting))
        {
            await loop.InvokeAsync(async () =>
            {
                await accepting.StopAsync(HttpLimits.ShutdownGrace);
                return true;
            });
        }
        listener.Dispose();
    }

    /// <summary>
    /// Accepts no more until <see cref="ResumeAsync"/>, and lets requests under way be answered, for <paramref name="patience"/> at most; whoever comes,
    /// or asks again, waits in the kernel.
    /// </summary>
    public async Task ParkAsync(TimeSpan patience)
    {
        if (_loop is not { } loop)
            return;
        _parked = await loop.InvokeAsync(async () =>
        {
            await Task.WhenAll(_accepting.Values.Select(each => each.ParkAsync(patience)));
            return _listeners.ConvertAll(listener => _accepting.GetValueOrDefault(listener)?.ToRecords() ?? []);
        });
    }

    public Task ResumeAsync()
    {
        _parked = [];
        return OnLoopAsync(() => _accepting.Values.ToList().ForEach(each => each.Resume()));
    }

    /// <summary>Lets answers under way end for a moment, then closes every connection. Names in the file system go first.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            listener.RemoveName();
        if (_loop is { } loop)
        {
            await loop.InvokeAsync(async () =>
            {
                await Task.WhenAll(_accepting.Values.Select(each => each.StopAsync(HttpLimits.ShutdownGrace)));
                return true;
            });
        }
        CloseListeners();
    }

    /// <summary>Gives the addresses back; for servers that were never started.</summary>
    public void CloseListeners()
    {
        foreach (var listener in _listeners)
            listener.Dispose();
        _listeners.Clear();
    }

    private Task OnLoopAsync(Action action) => _loop is null ? Task.CompletedTask : _loop.InvokeAsync(() =>
    {
        action();
        return true;
    });
}
