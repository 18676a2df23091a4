using System.Text;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.XmlRpc;

/// <summary>Values and the bytes that Python 3.11's <c>xmlrpc.client.dumps</c> made of their like.</summary>
internal static class RecordedMessages
{
    public const string Head = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n";
    public const string Tail = "</param>\n</params>\n</methodResponse>\n";

    public const string Fault =
        "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n"
        + "<member>\n<name>faultCode</name>\n<value><int>10</int></value>\n"
        + "</member>\n<member>\n<name>faultString</name>\n<value><string>BAD_NAME: &lt;é&gt;</string></value>\n</member>\n"
        + "</struct></value>\n</fault>\n</methodResponse>\n";

    public const string Call =
        "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.startProcess</methodName>\n<params>\n<param>\n"
        + "<value><string>g:*</string></value>\n</param>\n<param>\n<value><boolean>1</boolean></value>\n</param>\n"
        + "</params>\n</methodCall>\n";

    public const string CallWithoutArguments =
        "<?xml version='1.0'?>\n<methodCall>\n<methodName>supervisor.getState</methodName>\n<params>\n</params>\n</methodCall>\n";

    public static readonly Dictionary<string, (XmlRpcValue Value, string Xml)> Values = new()
    {
        ["text"] = (new XmlRpcValue.Str("plain"),
            "<value><string>plain</string></value>\n"),
        ["markup"] = (new XmlRpcValue.Str("<a href=\"x\">&amp; 'q'</a> ]]>"),
            "<value><string>&lt;a href=\"x\"&gt;&amp;amp; 'q'&lt;/a&gt; ]]&gt;</string></value>\n"),
        ["other scripts"] = (new XmlRpcValue.Str("é Ж 漢 \U0001F600"),
            "<value><string>é Ж 漢 \U0001F600</string></value>\n"),
        ["line ends"] = (new XmlRpcValue.Str("a\tb\r\nc\rd\ne"),
            "<value><string>a\tb\r\nc\rd\ne</string></value>\n"),
        ["the controls above 7E"] = (new XmlRpcValue.Str("\u007f\u0085"),
            "<value><string>\u007f\u0085</string></value>\n"),
        ["no text"] = (XmlRpcValue.Str.Empty,
            "<value><string></string></value>\n"),
        ["zero"] = (new XmlRpcValue.Int(0),
            "<value><int>0</int></value>\n"),
        ["the least integer"] = (new XmlRpcValue.Int(int.MinValue),
            "<value><int>-2147483648</int></value>\n"),
        ["the greatest integer"] = (new XmlRpcValue.Int(int.MaxValue),
            "<value><int>2147483647</int></value>\n"),
        ["true"] = (XmlRpcValue.Bool.True,
            "<value><boolean>1</boolean></value>\n"),
        ["false"] = (XmlRpcValue.Bool.False,
            "<value><boolean>0</boolean></value>\n"),
        ["bytes"] = (new XmlRpcValue.Base64(Enumerable.Range(0, 130).Select(i => (byte)(i * 7)).ToArray()),
            "<value><base64>\nAAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tng5+71/AMKERgfJi00O0JJUFdeZWxzeoGI\n"
            + "j5adpKuyucDHztXc4+rx+P8GDRQbIikwNz5FTFNaYWhvdn2Ei5KZoKeutbzDytHY3+bt9PsCCRAX\nHiUsMzpBSE9WXWRrcnmAhw==\n"
            + "</base64></value>\n"),
        ["57 bytes"] = (new XmlRpcValue.Base64(new byte[57]),
            "<value><base64>\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n</base64></value>\n"),
        ["no bytes"] = (new XmlRpcValue.Base64(default),
            "<value><base64>\n</base64></value>\n"),
        ["a time"] = (new XmlRpcValue.DateTime("20261124T08:16:00"),
            "<value><dateTime.iso8601>20261124T08:16:00</dateTime.iso8601></value>\n"),
        ["an array"] = (new XmlRpcValue.Array([1, "two", new XmlRpcValue.Array([]), new XmlRpcValue.Struct([])]),
            "<value><array><data>\n<value><int>1</int></value>\n<value><string>two</string></value>\n<value><array><data>\n"
            + "</data></array></value>\n<value><struct>\n</struct></value>\n</data></array></value>\n"),
        ["a struct"] = (new XmlRpcValue.Struct([new("b<", 1), new("a", new XmlRpcValue.Struct([new("", false)]))]),
            "<value><struct>\n<member>\n<name>b&lt;</name>\n<value><int>1</int></value>\n</member>\n<member>\n"
            + "<name>a</name>\n<value><struct>\n<member>\n<name></name>\n<value><boolean>0</boolean></value>\n</member>\n"
            + "</struct></value>\n</member>\n</struct></value>\n"),
    };

    public static TheoryData<string> Names => [.. Values.Keys];

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
