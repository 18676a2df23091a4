using System.Buffers;
using System.Text;

namespace Supervisor.Server.Logging;

/// <summary>
/// One channel's way to the system's log (<c>stdout_syslog</c>): every line a message, <c>name line</c>. A line that comes in
/// pieces is put together first, up to a bound; stock sends the pieces. Loop thread only.
/// </summary>
internal sealed class SyslogLog : IDisposable
{
    private const int LongestLineBytes = 8 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly SyslogLane _lane;
    private readonly byte[] _prefix;
    private bool _hasText;

    /// <param name="lane">The way to the system's log.</param>
    /// <param name="processName">Whose output it is.</param>
    /// <param name="line">What an earlier one had of a line that has not ended.</param>
    public SyslogLog(SyslogLane lane, string processName, ReadOnlyMemory<byte> line = default)
    {
        (_lane, _prefix) = (lane, Encoding.UTF8.GetBytes(processName + " "));
        if (!line.IsEmpty)
            Append(line.Span);
    }

    /// <summary>What there is of a line that has not ended.</summary>
    public byte[] Line => _hasText ? _line.WrittenSpan[_prefix.Length..].ToArray() : [];

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var room = Math.Max(1, LongestLineBytes - _line.WrittenCount);
            var count = Math.Min(end < 0 ? bytes.Length : end, room);
            Append(bytes[..count]);
            bytes = bytes[count..];
            if (end == count)
                bytes = bytes[1..];
            else if (count < room)
                return;
            SendLine();
        }
    }

    /// <summary>Sends a last line that did not end.</summary>
    public void Dispose()
    {
        if (_hasText)
            SendLine();
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        if (_line.WrittenCount == 0)
            _line.Write(_prefix);
        _line.Write(text);
        _hasText = true;
    }

    private void SendLine()
    {
        _lane.Send(_line.WrittenSpan);
        _line.ResetWrittenCount();
        _hasText = false;
    }
}
