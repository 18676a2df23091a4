using System.Buffers;

namespace Supervisor.Server.Logging;

/// <summary>
/// Owns the spare buffers between the threads that fill them and the threads that write them. Large ones are kept up to 1 MiB in
/// all, the rest is the collector's; small ones come from the runtime's pool, so that a queue of short lines takes little memory.
/// </summary>
internal sealed class LogBufferPool
{
    /// <summary>As much as a pipe holds by default; below the large object heap's threshold.</summary>
    public const int LargeBytes = 64 * 1024;

    /// <summary>What is no longer than this is copied rather than kept in a large buffer.</summary>
    public const int SmallBytes = 4 * 1024;

    private const int SparesKept = 16;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _spares = new();

    public byte[] Rent(int count) => count <= SmallBytes ? ArrayPool<byte>.Shared.Rent(count) : RentLarge();

    public byte[] RentLarge()
    {
        lock (_gate)
        {
            if (_spares.TryPop(out var spare))
                return spare;
        }
        return GC.AllocateUninitializedArray<byte>(LargeBytes);
    }

    public void Return(byte[] bytes)
    {
        if (bytes.Length != LargeBytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            return;
        }
        lock (_gate)
        {
            if (_spares.Count < SparesKept)
                _spares.Push(bytes);
        }
    }
}
