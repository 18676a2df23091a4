using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Supervisor.Tests.Support;

/// <summary>Writes calls and reads answers; independent of the product's codec on purpose.</summary>
internal static class RpcXml
{
    public static byte[] Call(string method, params object?[] arguments) =>
        Encoding.UTF8.GetBytes(new XElement(
            "methodCall",
            new XElement("methodName", method),
            new XElement("params", arguments.Select(a => new XElement("param", new XElement("value", Encode(a)))))).ToString(SaveOptions.DisableFormatting));

    /// <summary>An <see cref="XElement"/> goes as it is: for types the client never sends.</summary>
    public static XElement Encode(object? value) => value switch
    {
        XElement raw => raw,
        null => new XElement("nil"),
        bool flag => new XElement("boolean", flag ? 1 : 0),
        int number => new XElement("int", number),
        double number => new XElement("double", number.ToString("R", CultureInfo.InvariantCulture)),
        string text => new XElement("string", text),
        byte[] bytes => new XElement("base64", Convert.ToBase64String(bytes)),
        RpcStruct members => new XElement("struct", members.Select(m =>
            new XElement("member", new XElement("name", m.Key), new XElement("value", Encode(m.Value))))),
        IEnumerable<object?> items => new XElement("array", new XElement("data", items.Select(i => new XElement("value", Encode(i))))),
        _ => throw new ArgumentException($"{value.GetType()} has no XML-RPC form", nameof(value)),
    };

    public static RpcReply Read(HttpReply http)
    {
        if (http.Status != 200)
            return new RpcReply(http, null, null);
        XElement response;
        try
        {
            response = XDocument.Parse(http.Text, LoadOptions.PreserveWhitespace).Root!;
        }
        catch (XmlException malformed)
        {
            return new RpcReply(http, new MalformedXml(malformed.Message), null);
        }
        if (response.Element("fault") is not { } fault)
            return new RpcReply(http, Decode(response.Element("params")!.Element("param")!.Element("value")!), null);
        var refusal = (RpcStruct)Decode(fault.Element("value")!)!;
        return new RpcReply(http, null, new RpcFault((int)refusal["faultCode"]!, (string)refusal["faultString"]!));
    }

    private static object? Decode(XElement value)
    {
        if (value.Elements().FirstOrDefault() is not { } typed)
            return value.Value;
        return typed.Name.LocalName switch
        {
            "int" or "i4" => int.Parse(typed.Value),
            "boolean" => typed.Value == "1",
            "string" => typed.Value,
            "double" => double.Parse(typed.Value),
            "base64" => Convert.FromBase64String(typed.Value),
            "array" => typed.Element("data")!.Elements("value").Select(Decode).ToArray(),
            "struct" => Members(typed),
            "nil" => null,
            var other => throw new FormatException($"No such XML-RPC type: {other}"),
        };
    }

    private static RpcStruct Members(XElement typed)
    {
        var members = new RpcStruct();
        foreach (var member in typed.Elements("member"))
            members.Add(member.Element("name")!.Value, Decode(member.Element("value")!));
        return members;
    }
}
