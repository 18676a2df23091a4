namespace Supervisor.Rpc.XmlRpc;

/// <summary>Base64 as Python's <c>binascii.a2b_base64</c> reads it, which is more forgiving than the BCL.</summary>
internal static class Base64Text
{
    /// <summary>Characters outside of the alphabet are passed over and padding ends the data; only a group cut short is refused.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        var decoded = new byte[text.Length / 4 * 3 + 3];
        int length = 0, inGroup = 0, padding = 0, bits = 0;
        foreach (var character in text)
        {
            if (character == '=')
            {
                if (inGroup >= 2 && inGroup + ++padding >= 4)
                {
                    inGroup = 0;
                    break;
                }
                continue;
            }
            var digit = DigitOf(character);
            if (digit < 0)
                continue;
            padding = 0;
            bits = bits << 6 | digit;
            if (inGroup > 0)
                decoded[length++] = (byte)(bits >> (6 - 2 * inGroup));
            inGroup = (inGroup + 1) % 4;
        }
        bytes = decoded[..length];
        return inGroup == 0;
    }

    private static int DigitOf(byte character) => character switch
    {
        >= (byte)'A' and <= (byte)'Z' => character - 'A',
        >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
