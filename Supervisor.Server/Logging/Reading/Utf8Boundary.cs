namespace Supervisor.Server.Logging;

/// <summary>Where bytes can be cut without cutting a character.</summary>
internal static class Utf8Boundary
{
    /// <summary>
    /// The length of what is whole: less than all only where the end is the beginning of a character that may still be completed.
    /// Bytes that are no UTF-8 at all are never held back.
    /// </summary>
    public static int WholeLength(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var value = bytes[^back];
            if ((value & 0b1100_0000) == 0b1000_0000)
                continue;
            var needed = value switch
            {
                >= 0b1111_0000 and < 0b1111_1000 => 4,
                >= 0b1110_0000 => value < 0b1111_0000 ? 3 : 1,
                >= 0b1100_0000 => 2,
                _ => 1,
            };
            return needed > back ? bytes.Length - back : bytes.Length;
        }
        return bytes.Length;
    }

    /// <summary>How many bytes at the start belong to a character that began before: at most three, as no character is longer.</summary>
    public static int CutStart(ReadOnlySpan<byte> bytes)
    {
        var cut = 0;
        while (cut < Math.Min(3, bytes.Length) && (bytes[cut] & 0b1100_0000) == 0b1000_0000)
            cut++;
        return cut;
    }
}
