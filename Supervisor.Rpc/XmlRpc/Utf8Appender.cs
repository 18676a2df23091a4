using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>
/// Owns the span it has borrowed from an output and how much of it is written: a message grows without strings in between.
/// </summary>
internal ref struct Utf8Appender(IBufferWriter<byte> output)
{
    /// <summary>
    /// What can not stand in text as it is, so far as it is ASCII: the search for such a set is many times faster, and the rest is looked for
    /// where text is not ASCII. Lone surrogates are not among them: the encoder replaces those.
    /// </summary>
    private static readonly SearchValues<char> Stops = SearchValues.Create(['&', '<', '>', .. Controls]);

    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. Controls]);

    private static IEnumerable<char> Controls => Enumerable.Range(0, 0x20).Select(c => (char)c).Except("\t\n\r");

    private const char Noncharacter = '\uFFFE';
    private const char LastNoncharacter = '\uFFFF';

    /// <summary>Python's <c>base64.encodebytes</c> breaks lines after this many bytes of data.</summary>
    private const int Base64LineBytes = 57;

    private const int LongestUtf8PerChar = 3;
    private const int CharsAtOnce = 4096;
    private const int LeastSpan = 1024;

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span;
    private int _written;

    public void Literal(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _written += utf8.Length;
    }

    public void Number(int number)
    {
        Utf8Formatter.TryFormat(number, Room(11), out var length);
        _written += length;
    }

    /// <summary>
    /// Escapes as Python does: no quotes. A character XML 1.0 forbids becomes a question mark: stock sends it raw and its clients' parsers
    /// fail; U+FFFD would fail on terminals that are not Unicode, and be longer than the byte of the log it stands for.
    /// </summary>
    public void Text(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var length = text.IndexOfAny(Stops);
            if (length < 0)
            {
                Encode(text);
                return;
            }
            Encode(text[..length]);
            text = text[length..];
            text = text[Escape(text)..];
        }
    }

    /// <summary>The same for text in UTF-8, a piece at a time. What is no UTF-8 becomes what a decoder makes of it.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var chars = ArrayPool<char>.Shared.Rent(CharsAtOnce);
        while (!utf8.IsEmpty)
        {
            decoder.Convert(utf8, chars, flush: true, out var read, out var length, out _);
            Text(chars.AsSpan(0, length));
            utf8 = utf8[read..];
        }
        ArrayPool<char>.Shared.Return(chars);
    }

    public void Base64(scoped ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var line = data[..Math.Min(Base64LineBytes, data.Length)];
            System.Buffers.Text.Base64.EncodeToUtf8(line, Room(80), out _, out var length);
            _written += length;
            Literal("\n"u8);
            data = data[line.Length..];
        }
    }

    public void Flush()
    {
        _output.Advance(_written);
        _span = default;
        _written = 0;
    }

    /// <summary>The hole in a log that was cut short under its writer is a run of zeros, and may be long. Returns how many characters it took.</summary>
    private int Escape(ReadOnlySpan<char> text)
    {
        switch (text[0])
        {
            case '&':
                Literal("&amp;"u8);
                return 1;
            case '<':
                Literal("&lt;"u8);
                return 1;
            case '>':
                Literal("&gt;"u8);
                return 1;
        }
        var run = text[..Math.Min(text.Length, CharsAtOnce)];
        var length = run.IndexOfAnyExcept(Forbidden);
        if (length < 0)
            length = run.Length;
        Room(length)[..length].Fill((byte)'?');
        _written += length;
        return length;
    }

    private void Encode(ReadOnlySpan<char> text)
    {
        while (text.Length > CharsAtOnce)
        {
            var length = char.IsHighSurrogate(text[CharsAtOnce - 1]) ? CharsAtOnce - 1 : CharsAtOnce;
            Encode(text[..length]);
            text = text[length..];
        }
        Ascii.FromUtf16(text, Room(text.Length * LongestUtf8PerChar), out var ascii);
        _written += ascii;
        if (ascii < text.Length)
            EncodeUnicode(text[ascii..]);
    }

    /// <summary>There is room already.</summary>
    private void EncodeUnicode(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var length = text.IndexOfAny(Noncharacter, LastNoncharacter);
            Utf8.FromUtf16(length < 0 ? text : text[..length], _span[_written..], out _, out var written);
            _written += written;
            if (length < 0)
                return;
            _span[_written++] = (byte)'?';
            text = text[(length + 1)..];
        }
    }

    private Span<byte> Room(int length)
    {
        if (_span.Length - _written < length)
        {
            Flush();
            _span = _output.GetSpan(Math.Max(length, LeastSpan));
        }
        return _span[_written..];
    }
}
