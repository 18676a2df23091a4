using System.Buffers;
using System.Text;

namespace Supervisor.Server.Logging;

/// <summary>
/// One channel's way to the daemon's stdout (<c>stdout_prefix</c>): every line as <c>name channel | line</c>. A line that comes in pieces is put together
/// first, up to a bound. Loop thread only.
/// </summary>
internal sealed class PrefixedLines : IDisposable
{
    private const int LongestLineBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly DaemonStdout _stdout;
    private readonly byte[] _prefix;

    /// <param name="stdout">Where they go.</param>
    /// <param name="process">Whose output it is.</param>
    /// <param name="channel">Its stdout or its stderr.</param>
    /// <param name="line">What an earlier one had of a line that has not ended.</param>
    public PrefixedLines(DaemonStdout stdout, string process, string channel, ReadOnlyMemory<byte> line = default)
    {
        (_stdout, _prefix) = (stdout, Prefix(process, channel));
        _line.Write(line.Span);
    }

    /// <summary>What there is of a line that has not ended.</summary>
    public byte[] Line => _line.WrittenSpan.ToArray();

    public static byte[] Prefix(string process, string channel) => Encoding.UTF8.GetBytes($"{process} {channel} | ");

    /// <summary>All lines of a text, the last one whether it ends or not.</summary>
    public static void Write(DaemonStdout stdout, byte[] prefix, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n') is >= 0 and var newline ? newline : text.Length;
            stdout.Write((byte[])[.. prefix, .. text[..end], (byte)'\n']);
            text = text[Math.Min(text.Length, end + 1)..];
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var count = Math.Min(end < 0 ? bytes.Length : end, LongestLineBytes - _line.WrittenCount);
            _line.Write(bytes[..count]);
            bytes = bytes[count..];
            if (end == count)
                bytes = bytes[1..];
            else if (_line.WrittenCount < LongestLineBytes)
                return;
            Send();
        }
    }

    /// <summary>Sends a last line that did not end.</summary>
    public void Dispose()
    {
        if (_line.WrittenCount > 0)
            Send();
    }

    private void Send()
    {
        _stdout.Write((byte[])[.. _prefix, .. _line.WrittenSpan, (byte)'\n']);
        _line.ResetWrittenCount();
    }
}
