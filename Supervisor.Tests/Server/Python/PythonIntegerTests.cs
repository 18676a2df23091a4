using System.Text;
using Supervisor.Server.Python;

namespace Supervisor.Tests.Server.Python;

public class PythonIntegerTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData(" \t12\r\n", 12)]
    [InlineData("+1_000", 1000)]
    [InlineData("-7", -7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", long.MaxValue)]
    [InlineData("99999999999999999999", long.MaxValue)]
    public void What_Python_takes_for_a_number_is_read(string text, long expected)
    {
        Assert.True(PythonInteger.TryParse(Encoding.ASCII.GetBytes(text), out var value));
        Assert.Equal(expected, value);
        Assert.True(PythonInteger.TryParse(text, out value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+ 1")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1 0")]
    [InlineData("1.0")]
    [InlineData("ten")]
    public void What_Python_refuses_is_refused(string text)
    {
        Assert.False(PythonInteger.TryParse(Encoding.ASCII.GetBytes(text), out _));
        Assert.False(PythonInteger.TryParse(text, out _));
    }

    [Fact]
    public void Digits_of_other_scripts_count_in_text_and_not_in_bytes()
    {
        Assert.True(PythonInteger.TryParse("٤٢", out var value));
        Assert.Equal(42, value);
        Assert.False(PythonInteger.TryParse("٤٢"u8, out _));
    }

    [Fact]
    public void More_digits_than_Python_reads_are_refused()
    {
        Assert.True(PythonInteger.TryParse(new string('0', 4299) + "7", out var value));
        Assert.Equal(7, value);
        Assert.False(PythonInteger.TryParse(new string('0', 4300) + "7", out _));
    }
}
