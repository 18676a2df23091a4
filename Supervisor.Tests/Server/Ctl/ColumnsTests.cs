using Supervisor.Server.Ctl.Commands;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>The layout of help, as recorded from Python's <c>cmd.columnize</c>.</summary>
public class ColumnsTests
{
    [Theory]
    [InlineData("a b c", 20, "a  b  c\n")]
    [InlineData("a bbb cc d eeeee f", 12, "a    d    \nbbb  eeeee\ncc   f    \n")]
    [InlineData("one", 80, "one\n")]
    [InlineData("longer than", 3, "longer\nthan\n")]
    public void Words_go_down_first(string words, int width, string expected) => Assert.Equal(expected, Columns.Arrange(words.Split(' '), width));
}
