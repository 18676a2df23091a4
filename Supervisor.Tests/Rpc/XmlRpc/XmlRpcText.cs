using System.Globalization;
using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Tests.Rpc.XmlRpc;

/// <summary>A value as a short text, to compare by contents and to read in a failed test.</summary>
internal static class XmlRpcText
{
    public static string Of(XmlRpcValue value) => value switch
    {
        XmlRpcValue.Int number => number.Value.ToString(CultureInfo.InvariantCulture),
        XmlRpcValue.Bool flag => flag.Value ? "true" : "false",
        XmlRpcValue.Str text => $"'{text.Value}'",
        XmlRpcValue.Double number => $"{DoubleText.Repr(number.Value)}d",
        XmlRpcValue.DateTime time => $"@{time.Value}",
        XmlRpcValue.Base64 data => $"#{Convert.ToHexString(data.Value.Span)}",
        XmlRpcValue.Array array => $"[{string.Join(", ", array.Items.Select(Of))}]",
        XmlRpcValue.Struct members => $"{{{string.Join(", ", members.Members.Select(m => $"'{m.Key}': {Of(m.Value)}"))}}}",
        _ => "nil",
    };
}
