using System.Globalization;
using System.Text;

namespace Supervisor.Tests.Support;

/// <summary>XML-RPC values as one line of text, types and order included, so that equal text means an equal answer.</summary>
internal static class RpcText
{
    public static string Render(object? value) => value switch
    {
        null => "nil",
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("0.0###", CultureInfo.InvariantCulture),
        string text => Quote(text),
        MalformedXml => "not well-formed XML",
        byte[] bytes => $"base64({Convert.ToHexString(bytes)})",
        RpcStruct members => "{" + string.Join(", ", members.Select(m => $"{m.Key}: {Render(m.Value)}")) + "}",
        IEnumerable<object?> items => "[" + string.Join(", ", items.Select(Render)) + "]",
        _ => throw new ArgumentException($"{value.GetType()} is no XML-RPC value", nameof(value)),
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or '\u007f' => $"\\x{(int)character:x2}",
                _ => character.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
