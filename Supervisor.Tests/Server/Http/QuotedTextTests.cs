using System.Text;
using Supervisor.Server.Http;

namespace Supervisor.Tests.Server.Http;

public class QuotedTextTests
{
    [Theory]
    [InlineData("", "''")]
    [InlineData("<a>ä</a>", "'<a>ä</a>'")]
    [InlineData("a\r\n\tb\\", @"'a\r\n\tb\\'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("it's \"so\"", "'it\\'s \"so\"'")]
    [InlineData("\0\u001b[2J\u007f", @"'\x00\x1b[2J\x7f'")]
    public void Text_is_quoted_as_Python_does(string text, string quoted) => Assert.Equal(quoted, QuotedText.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Long_text_is_cut_and_says_so()
    {
        var quoted = QuotedText.Of(new byte[100_000]);
        Assert.EndsWith("'... (100000 bytes)", quoted);
        Assert.True(quoted.Length < 20_000);
    }
}
