using System.Text;
using System.Text.Unicode;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>
/// One pass over a document, innermost element first, as stock's server does it: an element's worth is its first child, its children or
/// the text before them, whichever its name asks for. Where elements stand is not checked: a <c>methodName</c> counts wherever it is found.
/// </summary>
internal ref struct XmlRpcDocument(ReadOnlySpan<byte> utf8, bool isResponse, int maxElements)
{
    private XmlScanner _scanner = new(utf8);
    private readonly bool _isResponse = isResponse;
    private int _elementsLeft = maxElements;
    private int _depth;

    /// <summary>Text that comes in several pieces is put together here; it is never in use across a child element.</summary>
    private byte[] _pieces = [];

    public string? MethodName { get; private set; }

    public IReadOnlyList<XmlRpcValue>? Params { get; private set; }

    public XmlRpcValue? FaultValue { get; private set; }

    public void Read()
    {
        if (NextTag() != XmlToken.Start)
            throw _scanner.Error("the document has no element");
        ReadElement();
        if (NextTag() != XmlToken.EndOfDocument)
            throw _scanner.Error("something follows the document's end");
    }

    /// <summary>The next token outside of the root element, where only whitespace may stand.</summary>
    private XmlToken NextTag()
    {
        while (true)
        {
            var token = _scanner.Next();
            if (token != XmlToken.Text)
                return token;
            if (_scanner.Text.ContainsAnyExcept(" \t\r\n"u8))
                throw _scanner.Error("text stands outside of the document's element");
        }
    }

    /// <summary>The scanner has just read the element's start tag.</summary>
    private XmlRpcValue ReadElement()
    {
        var name = Enter();
        var element = XmlRpcElements.Of(name);
        if (element == XmlRpcElement.Struct)
            return ReadStruct(name);
        var text = ReadOnlySpan<byte>.Empty;
        XmlRpcValue? first = null;
        List<XmlRpcValue>? children = element is XmlRpcElement.Data or XmlRpcElement.Params ? [] : null;
        if (!_scanner.IsEmptyElement)
        {
            while (NextChild(name, ref text, wantsText: first is null))
            {
                var child = ReadElement();
                first ??= child;
                children?.Add(child);
            }
        }
        _depth--;
        return element switch
        {
            XmlRpcElement.Value => first ?? TextOf(text),
            XmlRpcElement.Array or XmlRpcElement.Param => first ?? throw _scanner.Error($"<{Encoding.UTF8.GetString(name)}> is empty"),
            XmlRpcElement.Data => new XmlRpcValue.Array(children!),
            XmlRpcElement.Params => KeepParams(children!, text),
            XmlRpcElement.MethodName => KeepMethodName(text),
            XmlRpcElement.Fault when _isResponse => FaultValue = first ?? throw _scanner.Error("<fault> is empty"),
            _ => ScalarOf(element, text),
        };
    }

    private readonly XmlRpcValue ScalarOf(XmlRpcElement element, ReadOnlySpan<byte> text) => element switch
    {
        XmlRpcElement.String => TextOf(text),
        XmlRpcElement.Int => ScalarText.IntOf(text) ?? throw _scanner.Error("an <int> is not a number"),
        XmlRpcElement.OtherInt when _isResponse => ScalarText.IntOf(text) ?? throw _scanner.Error("an integer is not a number"),
        XmlRpcElement.Boolean => text.SequenceEqual("1"u8) ? XmlRpcValue.Bool.True : XmlRpcValue.Bool.False,
        XmlRpcElement.Double => ScalarText.DoubleOf(text) ?? throw _scanner.Error("a <double> is not a number"),
        XmlRpcElement.DateTime => ScalarText.DateTimeOf(text) ?? throw _scanner.Error("a <dateTime.iso8601> is not a time"),
        XmlRpcElement.Base64 => Base64Of(text),
        _ => TextOrNil(text),
    };

    private XmlRpcValue.Struct ReadStruct(ReadOnlySpan<byte> name)
    {
        var members = new StructMembers();
        var ignored = ReadOnlySpan<byte>.Empty;
        if (!_scanner.IsEmptyElement)
        {
            while (NextChild(name, ref ignored, wantsText: false))
                ReadMember(members);
        }
        _depth--;
        return members.ToStruct();
    }

    /// <summary>Stock takes the member's two children for name and value by their order, whatever they are called.</summary>
    private void ReadMember(StructMembers members)
    {
        var name = Enter();
        if (XmlRpcElements.Of(name) != XmlRpcElement.Unknown)
            throw _scanner.Error("a <struct> holds something else than members");
        var ignored = ReadOnlySpan<byte>.Empty;
        XmlRpcValue? key = null, value = null;
        if (!_scanner.IsEmptyElement)
        {
            while (NextChild(name, ref ignored, wantsText: false))
            {
                var child = ReadElement();
                if (value is not null)
                    throw _scanner.Error("a struct's member has more than a name and a value");
                (key, value) = key is null ? (child, null) : (key, child);
            }
        }
        if (value is null)
            throw _scanner.Error("a struct's member lacks its name or its value");
        members.Set(NameOf(key!), value);
        _depth--;
    }

    private readonly string NameOf(XmlRpcValue key) => key switch
    {
        XmlRpcValue.Str text => text.Value,
        XmlRpcValue.Nil => "",
        _ => throw _scanner.Error("a struct's member has a name that is not text"),
    };

    private ReadOnlySpan<byte> Enter()
    {
        if (--_elementsLeft < 0)
            throw _scanner.Error("the document has too many elements");
        if (++_depth > XmlRpcReader.MaxDepth)
            throw _scanner.Error($"elements are nested deeper than {XmlRpcReader.MaxDepth}");
        return _scanner.Name;
    }

    /// <summary>
    /// Goes to the start tag of the next child, or past the element's own end tag (false). What text lies before is added to <paramref
    /// name="text"/>.
    /// </summary>
    private bool NextChild(ReadOnlySpan<byte> name, ref ReadOnlySpan<byte> text, bool wantsText)
    {
        var gathered = 0;
        while (true)
        {
            switch (_scanner.Next())
            {
                case XmlToken.Text when !wantsText:
                    break;
                case XmlToken.Text when text.IsEmpty:
                    text = _scanner.Text;
                    break;
                case XmlToken.Text:
                    if (gathered == 0)
                        Gather(text, ref gathered);
                    Gather(_scanner.Text, ref gathered);
                    break;
                case XmlToken.Start:
                    text = gathered == 0 ? text : _pieces.AsSpan(0, gathered).ToArray();
                    return true;
                case XmlToken.End when name.SequenceEqual(_scanner.Name):
                    text = gathered == 0 ? text : _pieces.AsSpan(0, gathered).ToArray();
                    return false;
                case XmlToken.End:
                    throw _scanner.Error($"</{Encoding.UTF8.GetString(_scanner.Name)}> ends <{Encoding.UTF8.GetString(name)}>");
                default:
                    throw _scanner.Error($"the document ends inside <{Encoding.UTF8.GetString(name)}>");
            }
        }
    }

    private void Gather(ReadOnlySpan<byte> piece, ref int gathered)
    {
        if (_pieces.Length - gathered < piece.Length)
            Array.Resize(ref _pieces, Math.Max(_pieces.Length * 2, gathered + piece.Length + 256));
        piece.CopyTo(_pieces.AsSpan(gathered));
        gathered += piece.Length;
    }

    private XmlRpcValue KeepParams(List<XmlRpcValue> values, ReadOnlySpan<byte> text)
    {
        Params = values;
        return TextOrNil(text);
    }

    private XmlRpcValue KeepMethodName(ReadOnlySpan<byte> text)
    {
        MethodName = Encoding.UTF8.GetString(text);
        return TextOrNil(text);
    }

    private readonly XmlRpcValue Base64Of(ReadOnlySpan<byte> text)
    {
        if (!Base64Text.TryDecode(text, out var bytes))
            throw _scanner.Error("a <base64> is cut short");
        if (_isResponse)
            return new XmlRpcValue.Base64(bytes);
        // Stock's methods never see bytes: its reader decodes them to a string and refuses the request where they are none.
        return Utf8.IsValid(bytes)
            ? TextOf(bytes)
            : throw _scanner.Error("a <base64> does not hold UTF-8 text");
    }

    private static XmlRpcValue TextOrNil(ReadOnlySpan<byte> text) => text.IsEmpty ? XmlRpcValue.Nil.Value : TextOf(text);

    private static XmlRpcValue.Str TextOf(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? XmlRpcValue.Str.Empty : new XmlRpcValue.Str(Encoding.UTF8.GetString(text));
}
