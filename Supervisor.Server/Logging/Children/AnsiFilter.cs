using System.Buffers;

namespace Supervisor.Server.Logging;

/// <summary>
/// Takes terminal escapes out of output (<c>strip_ansi</c>): <c>ESC[</c> up to one of the letters stock knows (dispatchers.py
/// stripEscapes). Unlike stock it remembers an escape that a read cut in two, as long as what it has of it can be one.
/// </summary>
internal sealed class AnsiFilter
{
    private const byte Escape = 0x1b;

    private static readonly SearchValues<byte> Terminators = SearchValues.Create("HfABCDRsuJKhlpm"u8);

    private readonly ArrayBufferWriter<byte> _text = new();
    private State _state;

    /// <param name="record">Where an earlier one stopped; null begins outside of any escape.</param>
    public AnsiFilter(AnsiFilterRecord? record = null) => _state = (State)(record?.State ?? 0);

    public AnsiFilterRecord ToRecord() => new((int)_state);

    private enum State
    {
        Text,

        /// <summary>An ESC was the last byte; it is held back.</summary>
        AfterEscape,

        /// <summary>Between <c>ESC[</c> and its letter; nothing of that is shown.</summary>
        InSequence,
    }

    /// <summary>The output without escapes; valid until the next call. Without any it is the very bytes given.</summary>
    public ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> bytes)
    {
        if (_state == State.Text && !bytes.Contains(Escape))
            return bytes;
        _text.ResetWrittenCount();
        if (_state == State.AfterEscape && !bytes.IsEmpty)
            bytes = AfterEscape(bytes);
        while (!bytes.IsEmpty)
            bytes = _state == State.InSequence ? Skip(bytes) : Show(bytes);
        return _text.WrittenSpan;
    }

    /// <summary>What was held back, at the end of the output.</summary>
    public ReadOnlySpan<byte> Flush()
    {
        var held = _state == State.AfterEscape;
        _state = State.Text;
        return held ? "\x1b"u8 : [];
    }

    private ReadOnlySpan<byte> AfterEscape(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] == '[')
        {
            _state = State.InSequence;
            return bytes[1..];
        }
        _text.Write("\x1b"u8);
        _state = State.Text;
        return bytes;
    }

    private ReadOnlySpan<byte> Show(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOf("\x1b["u8);
        if (start >= 0)
        {
            _text.Write(bytes[..start]);
            _state = State.InSequence;
            return bytes[(start + 2)..];
        }
        if (bytes[^1] == Escape)
        {
            bytes = bytes[..^1];
            _state = State.AfterEscape;
        }
        _text.Write(bytes);
        return [];
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny(Terminators);
        if (end >= 0)
        {
            _state = State.Text;
            return bytes[(end + 1)..];
        }
        // Parameters and intermediates (ECMA-48 5.4) may go on in the next read. Anything else was no escape that stock knows:
        // the read's rest is gone, as with stock, but no more than that.
        if (bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x3F))
            _state = State.Text;
        return [];
    }
}
