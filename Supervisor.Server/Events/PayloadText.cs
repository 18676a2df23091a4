using System.Text;
using System.Text.Unicode;

namespace Supervisor.Server.Events;

/// <summary>Children's bytes as text, worded as stock words them in payloads and log lines.</summary>
internal static class PayloadText
{
    /// <summary>The bytes as UTF-8, or <c>Undecodable: b'…'</c> where they are not.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : $"Undecodable: {Repr(bytes)}";

    /// <summary>The bytes as Python prints a bytes object: <c>b'caf\xc3\xa9\n'</c>.</summary>
    public static string Repr(ReadOnlySpan<byte> bytes)
    {
        // Double quotes only where that saves escaping: single quotes inside, and no double ones.
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var text = new StringBuilder(bytes.Length + 8).Append('b').Append(quote);
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\\' => text.Append(@"\\"),
                (byte)'\t' => text.Append(@"\t"),
                (byte)'\n' => text.Append(@"\n"),
                (byte)'\r' => text.Append(@"\r"),
                _ when value == quote => text.Append('\\').Append(quote),
                >= 0x20 and < 0x7f => text.Append((char)value),
                _ => text.Append($@"\x{value:x2}"),
            };
        }
        return text.Append(quote).ToString();
    }
}
