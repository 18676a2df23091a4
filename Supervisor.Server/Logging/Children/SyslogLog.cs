using System.Buffers;
using System.Text;

namespace Supervisor.Server.Logging;

/// <summary>
/// One channel's way to the system's log (<c>stdout_syslog</c>): every line a message, <c>name line</c>. A line that comes in
/// pieces is put together first, up to a bound; stock sends the pieces. Loop thread only.
/// </summary>
internal sealed class SyslogLog(SyslogLane lane, string processName) : IDisposable
{
    private const int LongestLineBytes = 8 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(processName + " ");
    private bool _hasText;

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
        lane.Send(_line.WrittenSpan);
        _line.ResetWrittenCount();
        _hasText = false;
    }
}
