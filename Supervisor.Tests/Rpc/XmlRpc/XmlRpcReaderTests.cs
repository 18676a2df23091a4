using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.XmlRpc;

/// <summary>Unless the name says otherwise, what is expected here is what stock 4.2.5's reader was seen to do with the same text.</summary>
public class XmlRpcReaderTests
{
    public static TheoryData<string> Names => RecordedMessages.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_response_written_by_Python_reads_back_to_the_same_value(string name)
    {
        var (value, xml) = RecordedMessages.Values[name];
        var response = XmlRpcReader.ReadResponse(RecordedMessages.Utf8(RecordedMessages.Head + xml + RecordedMessages.Tail));
        Assert.Null(response.Fault);
        // Line ends come back as XML normalises them, in Python's client as well.
        var expected = value is XmlRpcValue.Str text ? text.Value.Replace("\r\n", "\n").Replace('\r', '\n') : value;
        Assert.Equal(XmlRpcText.Of(expected), XmlRpcText.Of(response.Value!));
    }

    [Fact]
    public void A_fault_reads_as_a_fault() =>
        Assert.Equal(new Fault(10, "BAD_NAME: <é>"), XmlRpcReader.ReadResponse(RecordedMessages.Utf8(RecordedMessages.Fault)).Fault);

    [Fact]
    public void A_call_written_by_Python_reads_as_that_call()
    {
        var call = XmlRpcReader.ReadCall(RecordedMessages.Utf8(RecordedMessages.Call));
        Assert.Equal("supervisor.startProcess", call.Name);
        Assert.Equal<XmlRpcValue>(["g:*", true], call.Params);
        Assert.Empty(XmlRpcReader.ReadCall(RecordedMessages.Utf8(RecordedMessages.CallWithoutArguments)).Params);
    }

    [Theory]
    [InlineData("<value>text</value>", "'text'")]
    [InlineData("<value>  a b </value>", "'  a b '")]
    [InlineData("<value/>", "''")]
    [InlineData("<value></value>", "''")]
    [InlineData("<value><string/></value>", "''")]
    [InlineData("<value><int> 5 </int></value>", "5")]
    [InlineData("<value><int>\n+5\t</int></value>", "5")]
    [InlineData("<value><i4>-2147483648</i4></value>", "-2147483648")]
    [InlineData("<value><int>5<!-- --></int></value>", "5")]
    [InlineData("<value><i8>7</i8></value>", "'7'")]
    [InlineData("<value><i8/></value>", "nil")]
    [InlineData("<value><nil/></value>", "nil")]
    [InlineData("<value><ex:i8 xmlns:ex=\"u\">7</ex:i8></value>", "'7'")]
    [InlineData("<value><foo>x<int>4</int></foo></value>", "'x'")]
    [InlineData("<value><boolean>1</boolean></value>", "true")]
    [InlineData("<value><boolean>0</boolean></value>", "false")]
    [InlineData("<value><boolean>true</boolean></value>", "false")]
    [InlineData("<value><boolean> 1</boolean></value>", "false")]
    [InlineData("<value><boolean/></value>", "false")]
    [InlineData("<value><double>1.5</double></value>", "1.5d")]
    [InlineData("<value><double> 1e3 </double></value>", "1000.0d")]
    [InlineData("<value><double>nan</double></value>", "nand")]
    [InlineData("<value><double>-inf</double></value>", "-infd")]
    [InlineData("<value><dateTime.iso8601>20200101T00:00:00</dateTime.iso8601></value>", "@20200101T00:00:00")]
    [InlineData("<value><base64>aGVsbG8=</base64></value>", "'hello'")]
    [InlineData("<value><base64>\n aGVs\nbG8=\n</base64></value>", "'hello'")]
    [InlineData("<value><base64>!!aGVsbG8=??</base64></value>", "'hello'")]
    [InlineData("<value><base64>w6k=</base64></value>", "'é'")]
    [InlineData("<value><base64>YQ==Yg==</base64></value>", "'a'")]
    [InlineData("<value><base64/></value>", "''")]
    [InlineData("<value><array><data><value>1</value><value><int>2</int></value></data></array></value>", "['1', 2]")]
    [InlineData("<value><array><data/></array></value>", "[]")]
    [InlineData("<value><array><value>1</value></array></value>", "'1'")]
    [InlineData("<value><array><data> <value>1</value> <int>3</int></data></array></value>", "['1', 3]")]
    [InlineData("<value><struct/></value>", "{}")]
    [InlineData("<value><struct> <member> <name> a </name> <value>1</value> </member> </struct></value>", "{' a ': '1'}")]
    [InlineData("<value><struct><member><value>1</value><name>a</name></member></struct></value>", "{'1': 'a'}")]
    [InlineData("<value><struct><member><name/><value>1</value></member></struct></value>", "{'': '1'}")]
    [InlineData("<value>a<string>b</string>c</value>", "'b'")]
    [InlineData("<value><string>a</string><string>b</string></value>", "'a'")]
    [InlineData("<value> <int>5</int> </value>", "5")]
    [InlineData("<value><string>a<b>c</b>d</string></value>", "'a'")]
    [InlineData("<value>a<!-- c -->b</value>", "'ab'")]
    [InlineData("<value><string>a<?pi x?>b</string></value>", "'ab'")]
    [InlineData("<value><string>a<![CDATA[<x>&]]>b</string></value>", "'a<x>&b'")]
    [InlineData("<value><![CDATA[]]]]><![CDATA[>\r\n]]></value>", "']]>\n'")]
    [InlineData("<value><string>&lt;&amp;&gt;&#65;&#x42;&quot;&apos;&#x1F600;</string></value>", "'<&>AB\"'\U0001F600'")]
    [InlineData("<value>a\r\nb\rc&#xD;</value>", "'a\nb\nc\r'")]
    [InlineData("<value>é\U0001F600</value>", "'é\U0001F600'")]
    [InlineData("<value x=\"1\" y = '>'>q</value >", "'q'")]
    [InlineData("<value>a</value><value>b</value>", "'a'")]
    [InlineData("<int>5</int>", "5")]
    public void A_parameter_reads_as_stock_reads_it(string param, string expected) =>
        Assert.Equal(expected, XmlRpcText.Of(Argument(param)));

    [Fact]
    public void A_struct_member_given_twice_keeps_its_place_and_takes_the_later_value()
    {
        var few = string.Concat("abca".Select((c, i) => $"<member><name>{c}</name><value><int>{i}</int></value></member>"));
        Assert.Equal("{'a': 3, 'b': 1, 'c': 2}", XmlRpcText.Of(Argument($"<struct>{few}</struct>")));

        var many = string.Concat(Enumerable.Range(0, 60)
            .Select(i => $"<member><name>{i % 30}</name><value><int>{i}</int></value></member>"));
        var members = ((XmlRpcValue.Struct)Argument($"<struct>{many}</struct>")).Members;
        Assert.Equal(Enumerable.Range(0, 30).Select(i => new KeyValuePair<string, XmlRpcValue>($"{i}", i + 30)), members);
    }

    /// <summary>Stock has wider integers and hands them on; here their text goes the same way as an <c>i8</c>'s.</summary>
    [Theory]
    [InlineData("2147483648")]
    [InlineData("-99999999999999999999999999")]
    public void An_integer_too_wide_for_the_wire_stays_text(string digits) =>
        Assert.Equal(digits, ((XmlRpcValue.Str)Argument($"<value><int> {digits} </int></value>")).Value);

    [Theory]
    [InlineData("<methodName>m</methodName>", "m", "")]
    [InlineData("\n<methodCall><methodName>m</methodName></methodCall>", "m", "")]
    [InlineData("\uFEFF<methodCall><methodName>m</methodName></methodCall>", "m", "")]
    [InlineData("<methodCall><methodName> m </methodName></methodCall>", " m ", "")]
    [InlineData("<methodCall><params/><methodName>m</methodName></methodCall>", "m", "")]
    [InlineData("<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>", "b", "")]
    [InlineData("<methodCall><methodName>a<b/>c</methodName></methodCall>", "a", "")]
    [InlineData("<methodCall><methodName>a</methodName></methodCall> <!-- c --><?p?>\n", "a", "")]
    [InlineData("<?xml version=\"1.0\" encoding=\"latin-1\"?><methodCall><methodName>é</methodName></methodCall>", "é", "")]
    [InlineData("<x><y><methodName>m</methodName></y><params><param><value>1</value></param></params></x>", "m", "'1'")]
    [InlineData("<methodCall><methodName>m</methodName><params><value>1</value></params></methodCall>", "m", "'1'")]
    [InlineData("<methodCall><methodName>m</methodName><param><value>1</value></param></methodCall>", "m", "")]
    [InlineData("<c><methodName>m</methodName><params><value>1</value></params><params><value>2</value></params></c>", "m", "'2'")]
    public void A_document_reads_as_stock_reads_it(string document, string name, string arguments)
    {
        var call = XmlRpcReader.ReadCall(RecordedMessages.Utf8(document));
        Assert.Equal(name, call.Name);
        Assert.Equal(arguments, string.Join(", ", call.Params.Select(XmlRpcText.Of)));
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<methodCall><methodName/></methodCall>")]
    [InlineData("<methodCall><methodName></methodName><params/></methodCall>")]
    public void A_call_without_a_method_name_is_told_apart(string document) =>
        Assert.True(Refused(document).IsMissingMethodName);

    [Theory]
    [InlineData("< a/>")]
    [InlineData("<a></b>")]
    [InlineData("<a b></a>")]
    [InlineData("<a b=c/>")]
    [InlineData("<a b='c/>")]
    [InlineData("<a <b/>")]
    [InlineData("<a>&nbsp;</a>")]
    [InlineData("<a>&lt</a>")]
    [InlineData("<a>& b</a>")]
    [InlineData("<a>&#1;</a>")]
    [InlineData("<a>&#xD800;</a>")]
    [InlineData("<a>&#xFFFE;</a>")]
    [InlineData("<a>&#x110000;</a>")]
    [InlineData("<a>&#-5;</a>")]
    [InlineData("<a>&#;</a>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("<a><![CDATA[\u001b]]></a>")]
    [InlineData("<a><![CDATA[</a>")]
    [InlineData("<a><!-- </a>")]
    [InlineData("<a><? </a>")]
    [InlineData("<params><param/></params>")]
    [InlineData("<params><param>text</param></params>")]
    [InlineData("<value><int/></value>")]
    [InlineData("<value><int>x</int></value>")]
    [InlineData("<value><int>1.5</int></value>")]
    [InlineData("<value><int>--5</int></value>")]
    [InlineData("<value><double>x</double></value>")]
    [InlineData("<value><double/></value>")]
    [InlineData("<value><dateTime.iso8601>20201301T00:00:00</dateTime.iso8601></value>")]
    [InlineData("<value><dateTime.iso8601/></value>")]
    [InlineData("<value><base64>abc</base64></value>")]
    [InlineData("<value><base64>a</base64></value>")]
    [InlineData("<value><base64>/////w==</base64></value>")]
    [InlineData("<value><array/></value>")]
    [InlineData("<struct><value>a</value></struct>")]
    [InlineData("<struct><member><name>a</name></member></struct>")]
    [InlineData("<struct><member><name>a</name><value>1</value><x/></member></struct>")]
    public void What_stock_refuses_is_refused(string inner) =>
        Assert.False(Refused($"<methodCall><methodName>m</methodName>{inner}</methodCall>").IsMissingMethodName);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("junk")]
    [InlineData("<")]
    [InlineData("</a>")]
    [InlineData("<a>")]
    [InlineData("<a/>junk")]
    [InlineData("<a/><a/>")]
    [InlineData("<a>&")]
    [InlineData("<a x")]
    [InlineData("<a x=")]
    [InlineData("<a x='1'")]
    [InlineData("<a><![CDATA[]]")]
    [InlineData("<a></a")]
    public void A_document_that_is_not_one_element_is_refused(string document) => Assert.False(Refused(document).IsMissingMethodName);

    /// <summary>Stock's parser expands entities a document declares itself; no XML-RPC client sends any.</summary>
    [Fact]
    public void A_document_type_is_refused()
    {
        var refusal = Refused("<!DOCTYPE a [<!ENTITY x \"y\">]><methodCall><methodName>&x;</methodName></methodCall>");
        Assert.Contains("document type", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_is_not_UTF_8_is_refused() =>
        Assert.Throws<XmlRpcFormatException>(() => XmlRpcReader.ReadCall([.. "<methodName>"u8, 0xE9, .. "</methodName>"u8]));

    [Theory]
    [InlineData("<a>\n<b>\n <c></b></a>", "</b> ends <c> (line 3, column 9)")]
    [InlineData("<a>\n&oops;", "the entity 'oops' is not defined (line 2, column 1)")]
    [InlineData("<a>\n\n", "the document ends inside <a> (line 3, column 1)")]
    public void A_refusal_says_what_and_where(string document, string message) => Assert.Equal(message, Refused(document).Message);

    [Fact]
    public void Deep_nesting_is_refused_and_ordinary_nesting_is_not()
    {
        static string Nested(int depth) =>
            string.Concat(Enumerable.Repeat("<value><array><data>", depth))
            + string.Concat(Enumerable.Repeat("</data></array></value>", depth));
        Assert.IsType<XmlRpcValue.Array>(Argument(Nested(80)));
        Assert.Contains("nested deeper", Refused(Nested(100_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_elements_than_the_limit_are_refused()
    {
        var elements = string.Concat(Enumerable.Repeat("<a/>", XmlRpcReader.MaxElements));
        Assert.Contains("too many elements", Refused($"<methodName>m{elements}</methodName>").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<value><i8>7</i8></value>", "7")]
    [InlineData("<value><nil/></value>", "nil")]
    [InlineData("<value><base64>AP8=</base64></value>", "#00FF")]
    public void In_a_response_bytes_stay_bytes_and_every_integer_is_a_number(string value, string expected) =>
        Assert.Equal(expected, XmlRpcText.Of(Response($"<params><param>{value}</param></params>").Value!));

    [Theory]
    [InlineData("")]
    [InlineData("<params/>")]
    [InlineData("<fault/>")]
    [InlineData("<fault><value>oops</value></fault>")]
    [InlineData("<fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member></struct></value></fault>")]
    public void A_response_with_neither_value_nor_fault_is_refused(string inner) =>
        Assert.Throws<XmlRpcFormatException>(() => Response(inner));

    private static MethodCall Called(string inner) =>
        XmlRpcReader.ReadCall(RecordedMessages.Utf8($"<methodCall><methodName>m</methodName>{inner}</methodCall>"));

    private static XmlRpcValue Argument(string param) => Assert.Single(Called($"<params><param>{param}</param></params>").Params);

    private static MethodResponse Response(string inner) =>
        XmlRpcReader.ReadResponse(RecordedMessages.Utf8($"<methodResponse>{inner}</methodResponse>"));

    private static XmlRpcFormatException Refused(string document) =>
        Assert.Throws<XmlRpcFormatException>(() => XmlRpcReader.ReadCall(RecordedMessages.Utf8(document)));
}
