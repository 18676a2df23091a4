using System.Buffers;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>
/// Bytes of the operating system (arguments, environment, names) as text and back without a loss. What is no UTF-8 becomes lone surrogates,
/// one a byte, as in Python: a variable that nobody looks into reaches the children as it came.
/// </summary>
internal static class OsText
{
    private const char FirstEscape = '\uDC00';

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> characters = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == OperationStatus.Done)
            {
                text.Append(characters[..rune.EncodeToUtf16(characters)]);
            }
            else
            {
                foreach (var stray in bytes[..consumed])
                    text.Append((char)(FirstEscape + stray));
            }
            bytes = bytes[consumed..];
        }
        return text.ToString();
    }

    public static byte[] Encode(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 1);
        for (ReadOnlySpan<char> left = text; !left.IsEmpty;)
        {
            // Anything else that is no text becomes U+FFFD, which is what the rune is then.
            var status = Rune.DecodeFromUtf16(left, out var rune, out var consumed);
            var room = bytes.GetSpan(4);
            if (status != OperationStatus.Done && left[0] - FirstEscape is >= 0x80 and <= 0xff)
            {
                room[0] = (byte)(left[0] - FirstEscape);
                bytes.Advance(1);
            }
            else
            {
                bytes.Advance(rune.EncodeToUtf8(room));
            }
            left = left[consumed..];
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The NUL-terminated strings of a file below <c>/proc</c>, in their order.</summary>
    public static IReadOnlyList<string> ReadStrings(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var strings = new List<string>();
        for (var end = bytes.IndexOf((byte)0); end >= 0; end = bytes.IndexOf((byte)0))
        {
            strings.Add(Decode(bytes[..end]));
            bytes = bytes[(end + 1)..];
        }
        return strings;
    }
}
