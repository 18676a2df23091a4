namespace Supervisor.Server.Logging;

/// <summary>
/// Finds the capture tokens in a child's output (<c>*_capture_maxbytes</c>): text outside goes on to the log, text between them is
/// collected and announced at the end token. A token may come in any number of pieces; only what can still become one is held
/// back. (Stock holds back any short piece, and loses it at the exit.)
/// </summary>
/// <param name="maxBytes">How much of the text between two tokens is kept.</param>
/// <param name="output">Text outside the tokens. Valid during the call.</param>
/// <param name="captured">All text between two tokens; the receiver may keep it.</param>
/// <param name="ansi">Applied to text between tokens, where <c>strip_ansi</c> is on.</param>
/// <param name="capturing">Text between tokens as it comes: stock announces that as output, too. Valid during the call.</param>
internal sealed class CaptureFilter(
    long maxBytes,
    Action<ReadOnlySpan<byte>> output,
    Action<ReadOnlyMemory<byte>> captured,
    AnsiFilter? ansi = null,
    Action<ReadOnlySpan<byte>>? capturing = null)
{
    private readonly CaptureRing _ring = new(maxBytes);
    private bool _isCapturing;
    private int _matched;

    public CaptureFilterRecord ToRecord() => new(_isCapturing, _matched, _ring.Bytes.ToArray(), ansi?.ToRecord());

    /// <summary>Goes on where an earlier one stopped; its filter of escapes is given at construction. To be called before the first read.</summary>
    public void Resume(CaptureFilterRecord record)
    {
        (_isCapturing, _matched) = (record.IsCapturing, record.Matched);
        _ring.Add(record.Captured);
    }

    private static ReadOnlySpan<byte> BeginToken => "<!--XSUPERVISOR:BEGIN-->"u8;

    private static ReadOnlySpan<byte> EndToken => "<!--XSUPERVISOR:END-->"u8;

    private ReadOnlySpan<byte> Token => _isCapturing ? EndToken : BeginToken;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_matched > 0)
        {
            bytes = Continue(bytes, out var isText);
            if (isText)
            {
                // Not a token after all: in one piece with what follows, so that one read stays one write and one event.
                byte[] whole = [.. Token[.._matched], .. bytes];
                _matched = 0;
                bytes = whole;
            }
        }
        while (!bytes.IsEmpty)
        {
            var start = bytes.IndexOf(Token);
            if (start < 0)
            {
                _matched = HeldBack(bytes);
                Pass(bytes[..^_matched]);
                return;
            }
            Pass(bytes[..start]);
            bytes = bytes[(start + Token.Length)..];
            Toggle();
        }
    }

    /// <summary>
    /// The output is over. The beginning of a token was text; and what was captured without an end token goes to the log, where
    /// whoever looks for the cause of an exit finds it (stock drops it).
    /// </summary>
    public void Flush()
    {
        var held = Token[.._matched];
        _matched = 0;
        Pass(held);
        if (_ring.Count > 0)
            output(_ring.Take());
        _isCapturing = false;
    }

    /// <summary>Goes on with a token that began earlier. Returns what is left of the bytes.</summary>
    private ReadOnlySpan<byte> Continue(ReadOnlySpan<byte> bytes, out bool isText)
    {
        var same = bytes.CommonPrefixLength(Token[_matched..]);
        isText = false;
        if (_matched + same == Token.Length)
        {
            _matched = 0;
            Toggle();
            return bytes[same..];
        }
        if (same == bytes.Length)
        {
            _matched += same;
            return [];
        }
        isText = true;
        return bytes;
    }

    /// <summary>How many bytes at the end may be the beginning of a token. <c>&lt;</c> stands only at a token's start.</summary>
    private int HeldBack(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.LastIndexOf((byte)'<');
        return start >= 0 && Token.StartsWith(bytes[start..]) ? bytes.Length - start : 0;
    }

    private void Pass(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        if (!_isCapturing)
        {
            output(text);
            return;
        }
        if (ansi is not null)
            text = ansi.Strip(text);
        if (text.IsEmpty)
            return;
        capturing?.Invoke(text);
        _ring.Add(text);
    }

    private void Toggle()
    {
        _isCapturing = !_isCapturing;
        if (!_isCapturing)
            captured(_ring.Take());
    }
}
