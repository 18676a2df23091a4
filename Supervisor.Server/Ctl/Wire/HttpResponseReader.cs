using System.Buffers;
using System.Globalization;
using System.Text;

namespace Supervisor.Server.Ctl.Wire;

/// <summary>
/// Reads one HTTP answer from bytes as they come: no socket, no waiting. The body goes to whoever asked for it; its end is told by a
/// length, by chunks, or by the end of the connection.
/// </summary>
internal sealed class HttpResponseReader(IBufferWriter<byte> body)
{
    /// <summary>A line of the head longer than this is no HTTP.</summary>
    private const int MaxLineBytes = 65536;

    private readonly ArrayBufferWriter<byte> _line = new(256);
    private Part _part = Part.StatusLine;
    private long _remaining;
    private bool _isChunked;
    private bool _hasLength;
    private bool _isOld;
    private long _read;

    private enum Part
    {
        StatusLine,
        Header,
        Body,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailer,
        Complete,
    }

    public int Status { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>The next answer may come on the same connection.</summary>
    public bool KeepsAlive { get; private set; }

    public bool HasHead => _part >= Part.Body;

    public bool IsComplete => _part == Part.Complete;

    /// <returns>How many of the bytes belong to this answer.</returns>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        var fed = 0;
        while (fed < bytes.Length && !IsComplete)
            fed += _part is Part.Body or Part.Chunk ? TakeBody(bytes[fed..]) : TakeLine(bytes[fed..]);
        return fed;
    }

    /// <summary>The connection ended.</summary>
    public void End()
    {
        if (IsComplete)
            return;
        if (_part == Part.StatusLine && _line.WrittenCount == 0)
            throw new ClientException("http.client.RemoteDisconnected", "Remote end closed connection without response");
        if (_part != Part.Body || _hasLength)
        {
            var missing = _hasLength ? $", {_remaining} more expected" : "";
            throw new ClientException("http.client.IncompleteRead", $"IncompleteRead({_read} bytes read{missing})");
        }
        _part = Part.Complete;
    }

    private int TakeBody(ReadOnlySpan<byte> bytes)
    {
        var count = _isChunked || _hasLength ? (int)Math.Min(bytes.Length, _remaining) : bytes.Length;
        body.Write(bytes[..count]);
        _read += count;
        _remaining -= count;
        if (_remaining == 0 && _isChunked)
            _part = Part.ChunkEnd;
        else if (_remaining == 0 && _hasLength)
            _part = Part.Complete;
        return count;
    }

    private int TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        _line.Write(end < 0 ? bytes : bytes[..end]);
        if (_line.WrittenCount > MaxLineBytes)
            throw new ClientException("http.client.LineTooLong", $"got more than {MaxLineBytes} bytes when reading header line");
        if (end < 0)
            return bytes.Length;
        var line = Encoding.Latin1.GetString(_line.WrittenSpan).TrimEnd('\r');
        _line.ResetWrittenCount();
        Take(line);
        return end + 1;
    }

    private void Take(string line)
    {
        switch (_part)
        {
            case Part.StatusLine:
                TakeStatus(line);
                break;
            case Part.Header when line.Length > 0:
                TakeHeader(line);
                break;
            case Part.Header:
                BeginBody();
                break;
            case Part.ChunkSize:
                TakeChunkSize(line);
                break;
            case Part.ChunkEnd:
                _part = Part.ChunkSize;
                break;
            case Part.Trailer when line.Length == 0:
                _part = Part.Complete;
                break;
        }
    }

    private void TakeStatus(string line)
    {
        var words = line.Split(' ', 3, StringSplitOptions.TrimEntries);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/", StringComparison.Ordinal)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 100 or > 999)
            throw new ClientException("http.client.BadStatusLine", line);
        Status = status;
        Reason = words.Length > 2 ? words[2] : "";
        _isOld = words[0] == "HTTP/1.0";
        KeepsAlive = !_isOld;
        _part = Part.Header;
    }

    private void TakeHeader(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return;
        var value = line[(colon + 1)..].Trim();
        switch (line[..colon].Trim().ToLowerInvariant())
        {
            case "content-length" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length):
                _hasLength = true;
                _remaining = length;
                break;
            case "transfer-encoding":
                _isChunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
                break;
            case "connection":
                KeepsAlive = _isOld
                    ? value.Contains("keep-alive", StringComparison.OrdinalIgnoreCase)
                    : !value.Contains("close", StringComparison.OrdinalIgnoreCase);
                break;
        }
    }

    private void BeginBody()
    {
        // An interim answer is followed by the real one.
        if (Status is >= 100 and < 200)
        {
            _part = Part.StatusLine;
            return;
        }
        _hasLength &= !_isChunked;
        KeepsAlive &= _isChunked || _hasLength;
        var isEmpty = Status is 204 or 304 || (_hasLength && _remaining == 0);
        _part = isEmpty ? Part.Complete : _isChunked ? Part.ChunkSize : Part.Body;
    }

    private void TakeChunkSize(string line)
    {
        var digits = line.Split(';')[0].Trim();
        if (!long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _remaining) || _remaining < 0)
            throw new ClientException("http.client.IncompleteRead", $"IncompleteRead({_read} bytes read)");
        _part = _remaining == 0 ? Part.Trailer : Part.Chunk;
    }
}
