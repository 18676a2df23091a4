using System.Text.RegularExpressions;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Fuzzing.Targets;

/// <summary>
/// The body of a call: it is read or refused with <see cref="XmlRpcFormatException"/>; what was read can be written, and reads the same
/// again.
/// </summary>
internal sealed partial class XmlRpcCallTarget : FuzzTarget
{
    private static readonly string[] Scalars =
    [
        "<int>5</int>", "<i4>-7</i4>", "<boolean>1</boolean>", "<boolean>true</boolean>", "<string>a &amp; b</string>", "<string/>", "text", "",
        "<double>1.5</double>", "<double>-1e300</double>", "<dateTime.iso8601>20261124T08:16:00</dateTime.iso8601>", "<base64>YWJj\n</base64>",
        "<nil/>", "<i8>9</i8>", "<int> 12 </int>", "<int>99999999999</int>", "<string>caf\u00e9 \U0001F600</string>", "<![CDATA[<x>]]>", "&#x41;&lt;",
    ];

    public override string Name => "xml-rpc";

    public override IReadOnlyList<byte[]> Words { get; } = Bytes(
        "<", ">", "/", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "<!", "&", ";", "&#", "&#x", "&amp;", "=", "\"", "'", " ", "\r", "\0",
        "\u00e9", "-", "9999999999", "1e999", "nan", "inf", "====", "a", "<methodName>", "</methodName>", "<base64>", "</base64>", "<boolean>", "<double>",
        "</double>", "<string/>", "<string>", "</string>", "<value>", "</value>", "<int>", "</int>", "<i4>", "</i4>", "<struct>", "</struct>", "<member>",
        "</member>", "<name>", "</name>", "<array>", "</array>", "<data>", "</data>", "<params>", "</params>", "<param>", "</param>", "<fault>", "<nil/>",
        "<dateTime.iso8601>", "</dateTime.iso8601>", " a='b'", "_", "+", "0x", "\uFEFF", "<!DOCTYPE a>", "<x/>", "\t", "\n");

    public override byte[] Generate(Random random)
    {
        var arguments = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => $"<param>{Value(random, 3)}</param>"));
        var declaration = random.Next(2) == 0 ? "<?xml version='1.0'?>\n" : "";
        var parameters = random.Next(8) == 0 ? "" : $"<params>{arguments}</params>";
        return System.Text.Encoding.UTF8.GetBytes($"{declaration}<methodCall><methodName>a.b</methodName>{parameters}</methodCall>");
    }

    public override Action Call(byte[] input) => () => TryRead(input);

    public override string Check(byte[] input)
    {
        if (TryRead(input) is not { } call)
            return "refused";
        var again = XmlRpcReader.ReadCall(XmlRpcWriter.Write(call).Span);
        // Line ends are normalised by whoever reads, and names that XML cannot carry are written with a ? in place of each character.
        if (Plain(Text(call)) != Plain(Text(again)))
            throw new FuzzFailure($"read {Text(call)}, read again {Text(again)}");
        return Text(call);
    }

    public override string? Allowed(byte[] input, string stock, string ours)
    {
        var text = System.Text.Encoding.UTF8.GetString(input);
        if (ours == "refused")
        {
            return text.Contains("<!DOCTYPE", StringComparison.Ordinal) ? "a document type is refused"
                : stock != ours && OtherNumber().IsMatch(text) ? "numbers with underscores, or in digits of other scripts, are refused"
                : stock != ours && ShortTime().IsMatch(text) ? "a time whose fields are not two digits each is refused; no method takes one" : null;
        }
        return stock == "refused" ? "what expat calls not well-formed, and stock's Python cannot put together, is read"
            : Wide().Replace(stock, "\"$1\"") == ours ? "an integer past 32 bits is text" : null;
    }

    private static MethodCall? TryRead(byte[] input)
    {
        try
        {
            return XmlRpcReader.ReadCall(input);
        }
        catch (XmlRpcFormatException refusal)
        {
            return refusal.Message.Length > 0 ? null : throw new FuzzFailure("a refusal without a word");
        }
    }

    private static string Plain(string text) => NoXml().Replace(text.Replace(@"\u{d}", @"\u{a}", StringComparison.Ordinal), "?");

    /// <summary>Characters that XML cannot carry.</summary>
    [GeneratedRegex(@"\\u\{([0-8bcef]|1[0-9a-f]|fffe|ffff)\}")]
    private static partial Regex NoXml();

    [GeneratedRegex(@"<(int|i4|double)\b[^>]*>[^<]*[^\x00-\x5e\x60-\x7f]")]
    private static partial Regex OtherNumber();

    [GeneratedRegex(@"<dateTime\.iso8601\b[^>]*>(?!\d{8}T\d\d:\d\d:\d\d<)")]
    private static partial Regex ShortTime();

    [GeneratedRegex(@"wide:(-?\d+)")]
    private static partial Regex Wide();

    private static string Text(MethodCall call) => Wording.Quoted(call.Name) + Wording.Listed(call.Params.Select(Text));

    private static string Text(XmlRpcValue value) => value switch
    {
        XmlRpcValue.Int number => $"{number.Value}",
        XmlRpcValue.Bool flag => flag.Value ? "true" : "false",
        XmlRpcValue.Str text => Wording.Quoted(text.Value),
        XmlRpcValue.Double number => double.IsNaN(number.Value) ? "nan" : $"double:{BitConverter.DoubleToInt64Bits(number.Value):x16}",
        XmlRpcValue.DateTime time => $"time:{time.Value}",
        XmlRpcValue.Array array => Wording.Listed(array.Items.Select(Text)),
        XmlRpcValue.Struct members => $"{{{string.Join(',', members.Members.Select(m => $"{Wording.Quoted(m.Key)}:{Text(m.Value)}"))}}}",
        _ => "nil",
    };

    private static string Value(Random random, int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        4 => $"<value><array><data>{string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1)))}</data></array></value>",
        5 => $"<value><struct>{string.Concat(Enumerable.Range(0, random.Next(4)).Select(n => $"<member><name>{(char)('a' + n)}</name>{Value(random, depth - 1)}</member>"))}</struct></value>",
        _ => $"<value>{Scalars[random.Next(Scalars.Length)]}</value>",
    };
}
