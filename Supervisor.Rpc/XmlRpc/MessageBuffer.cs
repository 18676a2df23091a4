using System.Buffers;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>
/// Owns the pieces of the shared pool that a message is written into whole, since its length is sent before it. The state of a thousand
/// processes is over a megabyte: in one array that would be a handful of large objects for the garbage collector, each time.
/// </summary>
/// <param name="maxBytes">What the message may have; one more is a <see cref="MessageTooLongException"/>.</param>
public sealed class MessageBuffer(long maxBytes = long.MaxValue) : IBufferWriter<byte>, IDisposable
{
    /// <summary>Well below what the collector takes for a large object, and a handful for the answers people wait for.</summary>
    private const int PieceBytes = 32 * 1024;

    private readonly List<ArraySegment<byte>> _full = [];
    private byte[] _piece = [];
    private int _written;
    private long _fullBytes;

    public long Length => _fullBytes + _written;

    /// <summary>In order; valid until more is written or the buffer is disposed.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces
    {
        get
        {
            foreach (var piece in _full)
                yield return piece;
            if (_written > 0)
                yield return _piece.AsMemory(0, _written);
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _piece.Length - _written);
        _written += count;
        if (Length > maxBytes)
            throw new MessageTooLongException(maxBytes);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_piece.Length - _written < Math.Max(sizeHint, 1))
            TakePiece(Math.Max(sizeHint, PieceBytes));
        return _piece.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        foreach (var piece in _full)
            ArrayPool<byte>.Shared.Return(piece.Array!);
        _full.Clear();
        if (_piece.Length > 0)
            ArrayPool<byte>.Shared.Return(_piece);
        (_piece, _written, _fullBytes) = ([], 0, 0);
    }

    private void TakePiece(int bytes)
    {
        var next = ArrayPool<byte>.Shared.Rent(bytes);
        if (_written > 0)
            _full.Add(new(_piece, 0, _written));
        else if (_piece.Length > 0)
            ArrayPool<byte>.Shared.Return(_piece);
        _fullBytes += _written;
        (_piece, _written) = (next, 0);
    }
}
