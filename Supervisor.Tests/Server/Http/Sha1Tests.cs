using System.Security.Cryptography;
using System.Text;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class Sha1Tests
{
    [Theory]
    [InlineData("", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("abc", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1")]
    public void The_standards_examples_come_out(string text, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Sha1.Hash(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Every_length_around_the_block_borders_agrees_with_the_platform()
    {
        var random = new Random(1);
        for (var length = 0; length < 200; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
#pragma warning disable CA5350 // The judge of an implementation of SHA-1 is SHA-1.
            Assert.Equal(SHA1.HashData(data), Sha1.Hash(data));
#pragma warning restore CA5350
        }
    }
}
