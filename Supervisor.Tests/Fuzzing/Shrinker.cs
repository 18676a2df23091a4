namespace Supervisor.Tests.Fuzzing;

/// <summary>Makes a failing input smaller as long as it fails: pieces are left out, large ones first, then bytes become plainer.</summary>
internal static class Shrinker
{
    private const int MaxTries = 2000;

    public static byte[] Shrink(byte[] input, Func<byte[], bool> fails)
    {
        var tries = 0;
        for (var length = Math.Max(1, input.Length / 2); length > 0; length = length == 1 ? 0 : length / 2)
        {
            for (var at = 0; at + length <= input.Length;)
            {
                byte[] shorter = [.. input[..at], .. input[(at + length)..]];
                if (tries++ < MaxTries && fails(shorter))
                    input = shorter;
                else
                    at += length;
            }
        }
        for (var at = 0; at < input.Length; at++)
        {
            byte[] plainer = [.. input];
            plainer[at] = (byte)'a';
            if (input[at] != 'a' && tries++ < MaxTries && fails(plainer))
                input = plainer;
        }
        return input;
    }
}
