using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Supervisor.Server.Http.Transport;

/// <summary>
/// The one listener that Kestrel knows: the connections of all listening sockets arrive here, whatever life of the daemon they belong to.
/// Sockets come and go without Kestrel.
/// </summary>
internal sealed class AcceptedConnections : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>(
        new() { SingleReader = true, AllowSynchronousContinuations = true });

    public EndPoint EndPoint { get; } = new AnyOfOurs();

    public void Add(ConnectionContext connection) => _accepted.Writer.TryWrite(connection);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(this);

    /// <summary>Null when there will be no more.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out var connection))
                return connection;
        }
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _accepted.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private sealed class AnyOfOurs : EndPoint
    {
        public override string ToString() => "supervisord";
    }
}
