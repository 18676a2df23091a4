using System.Buffers;
using System.Text;
using Supervisor.Server.Configuration;

namespace Supervisor.Server.Logging;

/// <summary>One line of the main log in bytes: <c>YYYY-MM-DD HH:MM:SS,mmm LEVL message</c> and a newline, in local time.</summary>
internal ref struct MainLogLine : IDisposable
{
    private const int PrefixBytes = 29;

    private readonly byte[] _rented;
    private readonly int _count;

    public MainLogLine(DateTime localTime, LogLevel level, string message)
    {
        _rented = ArrayPool<byte>.Shared.Rent(PrefixBytes + Encoding.UTF8.GetMaxByteCount(message.Length) + 1);
        localTime.TryFormat(_rented, out var count, "yyyy-MM-dd HH:mm:ss,fff");
        _rented[count++] = (byte)' ';
        LogLevelCode.Of(level).CopyTo(_rented.AsSpan(count));
        count += 4;
        _rented[count++] = (byte)' ';
        count += Encoding.UTF8.GetBytes(message, _rented.AsSpan(count));
        _rented[count++] = (byte)'\n';
        _count = count;
    }

    public readonly ReadOnlySpan<byte> Bytes => _rented.AsSpan(0, _count);

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
