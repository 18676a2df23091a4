using System.IO.Pipelines;

namespace Supervisor.Server.Http.Transport;

/// <summary>
/// What a connection's server reads from, with whether it waits there. Only a server that will take another request does: between the end of an
/// answer and the end of a connection that was asked to close nothing else tells them apart.
/// </summary>
internal sealed class AwaitedReader(PipeReader reader) : PipeReader
{
    private volatile bool _isAwaited;

    /// <summary>Somebody has asked for bytes and got none, so far.</summary>
    public bool IsAwaited => _isAwaited;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        // First: where there are bytes the one who waits goes on within the call that brings them.
        _isAwaited = true;
        var read = reader.ReadAsync(cancellationToken);
        if (read.IsCompleted)
            _isAwaited = false;
        return read;
    }

    public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed)
    {
        _isAwaited = false;
        reader.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _isAwaited = false;
        reader.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        _isAwaited = false;
        reader.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null)
    {
        _isAwaited = false;
        return reader.CompleteAsync(exception);
    }
}
