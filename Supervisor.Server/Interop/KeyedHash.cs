using System.Buffers.Binary;
using System.Numerics;

namespace Supervisor.Server.Interop;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012): tells whether two texts are the same without keeping either. The hashes of .NET need a library that a
/// minimal container has not, or differ from one process to the next.
/// </summary>
internal static class KeyedHash
{
    public static ulong Of(UInt128 key, ReadOnlySpan<byte> bytes)
    {
        var (k0, k1) = ((ulong)key, (ulong)(key >> 64));
        var v0 = k0 ^ 0x736f6d6570736575;
        var v1 = k1 ^ 0x646f72616e646f6d;
        var v2 = k0 ^ 0x6c7967656e657261;
        var v3 = k1 ^ 0x7465646279746573;
        var length = (ulong)bytes.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        bytes.CopyTo(last);
        Take(BinaryPrimitives.ReadUInt64LittleEndian(last) | length << 56);
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++)
            Round();
        return v0 ^ v1 ^ v2 ^ v3;

        void Take(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
