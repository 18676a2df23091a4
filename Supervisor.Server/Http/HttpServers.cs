using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Http;

/// <summary>
/// Owns the sockets of every server section and the one Kestrel that serves them. Binding comes first and alone, so that a start that
/// cannot succeed has touched nothing else; clients that come before the start wait in the backlog.
/// </summary>
internal sealed class HttpServers : IAsyncDisposable
{
    private readonly List<HttpListener> _listeners = [];
    private ServiceProvider? _kestrel;

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

    /// <summary>Serves, with the endpoints asked in the order given.</summary>
    public async Task StartAsync(IMainLog log, TimeProvider time, IReadOnlyList<IHttpEndpoint> endpoints)
    {
        // Without an endpoint Kestrel would open one of its own.
        if (_listeners.Count == 0)
            return;
        var builder = new KestrelServices(new KestrelLog(log));
        builder.ConfigureServices(services => services
            .Configure<KestrelServerOptions>(options => Configure(options, log))
            .Configure<SocketTransportOptions>(Configure));
        _kestrel = builder.BuildProvider();
        var application = new HttpApplication(log, time, endpoints);
        await _kestrel.GetRequiredService<IServer>().StartAsync<HttpContext>(application, CancellationToken.None);
    }

    /// <summary>Lets answers under way end for a moment, then closes every connection. Names in the file system go first.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
            listener.RemoveName();
        if (_kestrel is { } kestrel)
        {
            _kestrel = null;
            using var grace = new CancellationTokenSource(HttpLimits.ShutdownGrace);
            await kestrel.GetRequiredService<IServer>().StopAsync(grace.Token);
            await kestrel.DisposeAsync();
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

    private void Configure(KestrelServerOptions options, IMainLog log)
    {
        HttpLimits.Apply(options, HttpLimits.ConnectionsOfEach(_listeners.Count, ResourceLimits.Get(ResourceLimits.NoFile).Soft));
        var countsBytes = log.IsEnabled(LogLevel.Trace);
        foreach (var listener in _listeners)
        {
            options.Listen(listener.EndPoint, endPoint =>
            {
                endPoint.Protocols = HttpProtocols.Http1;
                endPoint.Use(listener.Section.Mark);
                if (countsBytes)
                    endPoint.Use(CountedTransport.Install);
            });
        }
    }

    private void Configure(SocketTransportOptions options)
    {
        // Kestrel asks for the socket of an end point with the very object it was given.
        options.CreateBoundListenSocket = endPoint => _listeners.First(l => ReferenceEquals(l.EndPoint, endPoint)).Socket;
        options.Backlog = HttpLimits.Backlog;
    }
}
