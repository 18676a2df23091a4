using System.Text;
using Supervisor.Server.Interop;

namespace Supervisor.Tests.Server.Interop;

/// <summary>Text of the system goes through us unchanged, whatever it is.</summary>
public class OsTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("é – 🦉")]
    public void Text_is_text(string text)
    {
        Assert.Equal(text, OsText.Decode(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(Encoding.UTF8.GetBytes(text), OsText.Encode(text));
    }

    [Fact]
    public void Any_bytes_come_back_as_they_were()
    {
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            Assert.Equal(bytes, OsText.Encode(OsText.Decode(bytes)));
        }
    }
}
