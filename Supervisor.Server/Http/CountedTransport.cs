using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Supervisor.Server.Http;

/// <summary>Counts what a connection sends, heads and framing included, as stock's access lines do. Installed only where those are written.</summary>
internal sealed class CountedTransport(IDuplexPipe transport) : PipeWriter, IDuplexPipe
{
    private readonly PipeWriter _output = transport.Output;
    private long _bytes;

    public PipeReader Input => transport.Input;

    public PipeWriter Output => this;

    public override bool CanGetUnflushedBytes => _output.CanGetUnflushedBytes;

    public override long UnflushedBytes => _output.UnflushedBytes;

    public static void Install(ConnectionContext connection)
    {
        var counted = new CountedTransport(connection.Transport);
        connection.Transport = counted;
        connection.Features.Set(counted);
    }

    /// <summary>The bytes since the last request's.</summary>
    public long TakeCount()
    {
        var bytes = _bytes;
        _bytes = 0;
        return bytes;
    }

    public override void Advance(int bytes)
    {
        _bytes += bytes;
        _output.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _output.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => _output.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        _bytes += source.Length;
        return _output.WriteAsync(source, cancellationToken);
    }

    public override void CancelPendingFlush() => _output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => _output.CompleteAsync(exception);
}
