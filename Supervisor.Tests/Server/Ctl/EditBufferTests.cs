using System.Text;
using Supervisor.Server.Ctl.Shell;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>Keys as a terminal sends them, and the line they make; <c>|</c> is the cursor.</summary>
public class EditBufferTests
{
    [Theory]
    [InlineData("status", "status|")]
    [InlineData("ac\u001b[Db", "ab|c")]
    [InlineData("abc\u0001x", "x|abc")]
    [InlineData("abc\u0002\u0002\u0004", "a|c")]
    [InlineData("abc\u001b[H\u001b[3~", "|bc")]
    [InlineData("abc\u007f\bd", "ad|")]
    [InlineData("one two\u0017", "one |")]
    [InlineData("stop web-1\u001b\u007f", "stop web-|")]
    [InlineData("stop web:a\u0017cat", "stop cat|")]
    [InlineData("one two\u001bb\u001bb\u001bd", "| two")]
    [InlineData("one two\u0001\u001b[1;5C!", "one!| two")]
    [InlineData("one two\u001b[1;5D\u000b\u0019\u0019", "one twotwo|")]
    [InlineData("one two\u001b[D\u0015", "|o")]
    [InlineData("ab\u0014", "ba|")]
    [InlineData("zażółć\b\bx", "zażóx|")]
    [InlineData("日本\u001b[Dx", "日x|本")]
    [InlineData("a😀b\u001b[D\u007f", "a|b")]
    [InlineData("a\u001b[99;99Qb\u001bOHc", "c|ab")]
    public void The_line_is_what_readline_would_have_made(string keys, string expected)
    {
        var bytes = new Queue<byte>(Encoding.UTF8.GetBytes(keys));
        var reader = new KeyReader(() => bytes.TryDequeue(out var next) ? next : null);
        var buffer = new EditBuffer();
        for (var key = reader.Read(); key != Key.EndOfInput; key = reader.Read())
        {
            if (key == Key.Character)
                buffer.Insert(reader.Rune.ToString());
            else
                buffer.Apply(key);
        }
        Assert.Equal(expected, buffer.BeforeCursor + "|" + buffer.Text[buffer.BeforeCursor.Length..]);
    }
}
