using System.Buffers;
using System.Globalization;
using System.Text;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>
/// Owns the position in a UTF-8 document and cuts it into tags and character data; it does not know which tags may nest.
/// Attributes are passed over, comments and processing instructions vanish. A document type is refused, as entities it declares could
/// grow without bound.
/// </summary>
internal ref struct XmlScanner
{
    /// <summary>Markup, references, line ends to normalise, and the control characters XML 1.0 forbids.</summary>
    private static readonly SearchValues<byte> TextStops =
        SearchValues.Create([(byte)'<', (byte)'&', .. Enumerable.Range(0, 0x20).Select(b => (byte)b).Except("\t\n"u8.ToArray())]);

    private static readonly SearchValues<byte> CharacterDataStops =
        SearchValues.Create([(byte)']', .. Enumerable.Range(0, 0x20).Select(b => (byte)b).Except("\t\n"u8.ToArray())]);

    private static readonly SearchValues<byte> NameStops = SearchValues.Create(" \t\r\n/>=<"u8);

    /// <summary>Enough for any sensible <c>&amp;#x0010FFFF;</c>, and a bound on the search for the semicolon.</summary>
    private const int LongestReference = 16;

    private readonly ReadOnlySpan<byte> _document;
    private int _position;
    private bool _inCharacterData;

    public XmlScanner(ReadOnlySpan<byte> document)
    {
        _document = document;
        if (document.StartsWith("\uFEFF"u8))
            _position = 3;
    }

    /// <summary>The name of the tag just read.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The start tag just read closes itself: no end tag will come.</summary>
    public bool IsEmptyElement { get; private set; }

    /// <summary>The piece of character data just read, in UTF-8, references and line ends resolved.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    public XmlToken Next()
    {
        while (true)
        {
            if (_inCharacterData)
            {
                if (ReadCharacterData())
                    return XmlToken.Text;
                continue;
            }
            if (_position == _document.Length)
                return XmlToken.EndOfDocument;
            var rest = _document[_position..];
            if (rest[0] != '<')
            {
                ReadText(rest);
                return XmlToken.Text;
            }
            if (rest.StartsWith("</"u8))
            {
                ReadEndTag();
                return XmlToken.End;
            }
            if (rest.StartsWith("<?"u8))
                SkipPast("?>"u8, opening: 2, "processing instruction");
            else if (rest.StartsWith("<!--"u8))
                SkipPast("-->"u8, opening: 4, "comment");
            else if (rest.StartsWith("<![CDATA["u8))
                (_inCharacterData, _position) = (true, _position + 9);
            else if (rest.StartsWith("<!"u8))
                throw Error("a document type declaration is not accepted");
            else
            {
                ReadStartTag();
                return XmlToken.Start;
            }
        }
    }

    public readonly XmlRpcFormatException Error(string what) => Error(what, _position);

    private readonly XmlRpcFormatException Error(string what, int position)
    {
        var before = _document[..position];
        var line = before.Count((byte)'\n') + 1;
        var column = position - before.LastIndexOf((byte)'\n');
        return new XmlRpcFormatException($"{what} (line {line}, column {column})");
    }

    private void ReadText(ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAny(TextStops);
        if (length < 0)
            length = rest.Length;
        if (length > 0)
        {
            Text = rest[..length];
            _position += length;
        }
        else if (rest[0] == '&')
            ReadReference(rest);
        else
            ReadControlCharacter(rest);
    }

    /// <summary>One piece of a CDATA section, or false at its end.</summary>
    private bool ReadCharacterData()
    {
        var rest = _document[_position..];
        if (rest.StartsWith("]]>"u8))
        {
            _inCharacterData = false;
            _position += 3;
            return false;
        }
        if (rest.IsEmpty)
            throw Error("the document ends inside a CDATA section");
        if (rest[0] < 0x20 && rest[0] is not ((byte)'\t' or (byte)'\n'))
        {
            ReadControlCharacter(rest);
            return true;
        }
        // A bracket that does not end the section is data: take it along with what follows.
        var length = rest[1..].IndexOfAny(CharacterDataStops) + 1;
        Text = length == 0 ? rest : rest[..length];
        _position += Text.Length;
        return true;
    }

    /// <summary>Line ends are normalised as XML 1.0 §2.11 says: a lone CR and CR LF both become LF.</summary>
    private void ReadControlCharacter(ReadOnlySpan<byte> rest)
    {
        if (rest[0] != '\r')
            throw Error($"the control character {rest[0]} is not allowed in XML");
        Text = "\n"u8;
        _position += rest.StartsWith("\r\n"u8) ? 2 : 1;
    }

    private void ReadReference(ReadOnlySpan<byte> rest)
    {
        var end = rest[..Math.Min(rest.Length, LongestReference)].IndexOf((byte)';');
        if (end < 0)
            throw Error("an ampersand starts no reference");
        var name = rest[1..end];
        if (name.SequenceEqual("lt"u8))
            Text = "<"u8;
        else if (name.SequenceEqual("gt"u8))
            Text = ">"u8;
        else if (name.SequenceEqual("amp"u8))
            Text = "&"u8;
        else if (name.SequenceEqual("quot"u8))
            Text = "\""u8;
        else if (name.SequenceEqual("apos"u8))
            Text = "'"u8;
        else if (name.StartsWith("#"u8))
            Text = CharacterOf(name[1..]);
        else
            throw Error($"the entity '{Encoding.UTF8.GetString(name)}' is not defined");
        _position += end + 1;
    }

    private readonly byte[] CharacterOf(ReadOnlySpan<byte> number)
    {
        var isHex = number.StartsWith("x"u8);
        var isNumber = isHex
            ? int.TryParse(number[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out code);
        if (!isNumber || !Rune.TryCreate(code, out var rune) || code is < 0x20 and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF)
            throw Error("a character reference names no character of XML");
        var utf8 = new byte[rune.Utf8SequenceLength];
        rune.EncodeToUtf8(utf8);
        return utf8;
    }

    private void ReadStartTag()
    {
        _position++;
        Name = ReadName("a tag");
        while (true)
        {
            SkipWhitespace();
            var rest = _document[_position..];
            if (rest.StartsWith(">"u8) || rest.StartsWith("/>"u8))
            {
                IsEmptyElement = rest[0] == '/';
                _position += IsEmptyElement ? 2 : 1;
                return;
            }
            SkipAttribute();
        }
    }

    private void ReadEndTag()
    {
        _position += 2;
        Name = ReadName("an end tag");
        SkipWhitespace();
        Take((byte)'>', "an end tag is not closed");
    }

    private void SkipAttribute()
    {
        ReadName("an attribute");
        SkipWhitespace();
        Take((byte)'=', "an attribute has no value");
        SkipWhitespace();
        var rest = _document[_position..];
        if (rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\''))
            throw Error("an attribute's value is not quoted");
        var length = rest[1..].IndexOf(rest[0]);
        if (length < 0)
            throw Error("an attribute's value does not end");
        _position += length + 2;
    }

    private ReadOnlySpan<byte> ReadName(string what)
    {
        var rest = _document[_position..];
        var length = rest.IndexOfAny(NameStops);
        if (length < 0)
            throw Error($"the document ends inside {what}");
        var name = rest[..length];
        if (name.IsEmpty || !(char.IsAsciiLetter((char)name[0]) || name[0] is (byte)'_' or (byte)':' or >= 0x80))
            throw Error($"{what} has no proper name");
        _position += length;
        return name;
    }

    private void SkipWhitespace()
    {
        var length = _document[_position..].IndexOfAnyExcept(" \t\r\n"u8);
        _position = length < 0 ? _document.Length : _position + length;
    }

    private void SkipPast(ReadOnlySpan<byte> ending, int opening, string what)
    {
        var length = _document[(_position + opening)..].IndexOf(ending);
        if (length < 0)
            throw Error($"a {what} does not end");
        _position += opening + length + ending.Length;
    }

    private void Take(byte expected, string otherwise)
    {
        if (_position == _document.Length || _document[_position] != expected)
            throw Error(otherwise);
        _position++;
    }
}
