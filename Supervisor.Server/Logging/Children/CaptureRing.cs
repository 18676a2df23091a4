namespace Supervisor.Server.Logging;

/// <summary>
/// The bytes between two capture tokens. Full, it drops from the front as much as is being added, as stock's does (loggers.py
/// BoundIO): a single addition larger than the bound is kept whole.
/// </summary>
internal sealed class CaptureRing(long maxBytes)
{
    private byte[] _bytes = [];
    private int _count;

    public int Count => _count;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    public void Add(ReadOnlySpan<byte> added)
    {
        if (_count + (long)added.Length > maxBytes)
        {
            var dropped = Math.Min(added.Length, _count);
            _bytes.AsSpan(dropped, _count - dropped).CopyTo(_bytes);
            _count -= dropped;
        }
        if (_count + added.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_count + added.Length, Math.Min(_bytes.Length * 2, 1 << 20)));
        added.CopyTo(_bytes.AsSpan(_count));
        _count += added.Length;
    }

    /// <summary>Empties it.</summary>
    public byte[] Take()
    {
        var taken = _bytes.AsSpan(0, _count).ToArray();
        _count = 0;
        return taken;
    }
}
