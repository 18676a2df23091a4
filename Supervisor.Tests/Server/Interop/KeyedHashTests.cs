using Supervisor.Server.Interop;

namespace Supervisor.Tests.Server.Interop;

public class KeyedHashTests
{
    /// <summary>From the paper's reference implementation: the key is 00 to 0f, the text 00, 01, 02 and so on.</summary>
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void It_is_the_hash_of_the_paper(int length, ulong expected)
    {
        var key = new UInt128(0x0f0e0d0c0b0a0908, 0x0706050403020100);
        Assert.Equal(expected, KeyedHash.Of(key, [.. Enumerable.Range(0, length).Select(i => (byte)i)]));
    }
}
