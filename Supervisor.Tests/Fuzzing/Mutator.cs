namespace Supervisor.Tests.Fuzzing;

/// <summary>Changes an input a little: bytes, pieces of the grammar, and pieces of other inputs.</summary>
internal static class Mutator
{
    /// <summary>Long enough for any limit but those of size, which have their own tests.</summary>
    private const int MaxBytes = 4096;

    private static readonly byte[] Telling = [0, 1, 9, 10, 13, 27, 31, 32, 34, 39, 92, 127, 128, 0xC3, 0xED, 0xF0, 0xFF];

    public static byte[] Mutate(byte[] input, IReadOnlyList<byte[]> words, Func<byte[]> other, Random random)
    {
        var bytes = new List<byte>(input);
        for (var change = 1 + random.Next(random.Next(4) == 0 ? 8 : 3); change > 0; change--)
            Change(bytes, words, other, random);
        return [.. bytes.Take(MaxBytes)];
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> words, Func<byte[]> other, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, random.Next(3) == 0 ? 40 : 6), bytes.Count - at);
        switch (random.Next(10))
        {
            case 0 when length > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when length > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes.Insert(at, Telling[random.Next(Telling.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6:
                var repeated = bytes.GetRange(at, length);
                for (var times = random.Next(1, 12); times > 0; times--)
                    bytes.InsertRange(at, repeated);
                break;
            case 7:
                var from = other();
                var start = random.Next(from.Length + 1);
                bytes.InsertRange(at, from[start..Math.Min(from.Length, start + random.Next(60))]);
                break;
            case 8 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other());
                break;
            default:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
        }
    }
}
