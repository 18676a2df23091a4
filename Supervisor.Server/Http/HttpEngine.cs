using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Supervisor.Server.Http.Transport;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Http;

/// <summary>
/// Owns what speaks HTTP for the whole life of the program: the thread "http" and the one Kestrel on it. The listening sockets belong to
/// the daemon's lives, which come and go; so that none of them needs a new thread, Kestrel does not.
/// </summary>
internal sealed class HttpEngine : IAsyncDisposable
{
    private readonly KestrelLog _log = new();
    private readonly AcceptedConnections _accepted = new();
    private readonly Lock _starting = new();
    private ServiceProvider? _kestrel;
    private Task? _started;

    /// <param name="time">Tells the monotonic clock.</param>
    /// <param name="failed">Told of an exception that a turn of the loop let escape; the next one goes on.</param>
    public HttpEngine(TimeProvider time, Action<Exception> failed) => Http = new HttpLoop(time, failed);

    public HttpLoop Http { get; }

    /// <summary>Hands a connection to Kestrel. Which application answers it and whose it is are among its features.</summary>
    public void Serve(SocketConnection connection) => _accepted.Add(connection);

    /// <summary>Kestrel's log is from now on this one. Starts Kestrel where it does not run yet.</summary>
    public Task StartAsync(IMainLog log)
    {
        _log.Target = log;
        lock (_starting)
            return _started ??= StartKestrelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_kestrel is { } kestrel)
        {
            _kestrel = null;
            await kestrel.GetRequiredService<IServer>().StopAsync(new CancellationToken(canceled: true));
            await kestrel.DisposeAsync();
        }
        Http.Dispose();
    }

    private async Task StartKestrelAsync()
    {
        var services = new KestrelServices(_log, _accepted);
        services.ConfigureServices(each => each.Configure<KestrelServerOptions>(Configure));
        _kestrel = services.BuildProvider();
        await _kestrel.GetRequiredService<IServer>().StartAsync(new HttpDispatch(), CancellationToken.None);
    }

    private void Configure(KestrelServerOptions options)
    {
        HttpLimits.Apply(options);
        options.Listen(_accepted.EndPoint, endPoint =>
        {
            endPoint.Protocols = HttpProtocols.Http1;
            endPoint.Use(BringToLoop);
        });
    }

    /// <summary>Kestrel begins every connection on a thread of the pool; here it leaves that, for good.</summary>
    private ConnectionDelegate BringToLoop(ConnectionDelegate next) => async connection =>
    {
        await Http.Enter();
        // Its servers may have been closed before it got here.
        if (connection.Features.Get<SocketListener>() is not { IsStopped: false })
            return;
        var serving = next(connection);
        connection.Features.Get<SocketConnection>()?.Served();
        await serving;
    };
}
