using System.Text;
using Supervisor.Server.Listeners;

namespace Supervisor.Tests.Server.Listeners;

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
    public void What_Python_refuses_is_refused(string text) => Assert.False(PythonInteger.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
