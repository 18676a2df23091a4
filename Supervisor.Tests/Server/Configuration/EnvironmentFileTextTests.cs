using System.Text;
using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

public class EnvironmentFileTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("A=1", "A=1")]
    [InlineData("A=1\r\nB=2\r\n", "A=1|B=2")]
    [InlineData("\uFEFFA=1\n", "A=1")]
    [InlineData("# c\n; c\n\n  A = 1  \n", "A=1")]
    [InlineData("export A=1\nexport\tB=2\nexport=3\n", "A=1|B=2|export=3")]
    [InlineData("A=\nB=''\nC=\"\"\n", "A=|B=|C=")]
    [InlineData("A=a b # no comment\nB=1=2\n", "A=a b # no comment|B=1=2")]
    [InlineData("A='$B \\n \"'\n", "A=$B \\n \"")]
    [InlineData("A=\"a\\nb \\\"c\\\" \\\\ \\$d $e \\t\"\n", "A=a\nb \"c\" \\ $d $e \\t")]
    [InlineData("A=\"one\ntwo\"  \nB='three\nfour'\n", "A=one\ntwo|B=three\nfour")]
    [InlineData("A=x\"y\n", "A=x\"y")]
    [InlineData("A=%t %(here)s $(id) `id`\n", "A=%t %(here)s $(id) `id`")]
    [InlineData("A=1\nA=2\n", "A=1|A=2")]
    [InlineData("a.b-c=ä\n", "a.b-c=ä")]
    public void It_is_read_as_systemd_and_dotenv_agree(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', EnvironmentFileText.Parse(Encoding.UTF8.GetBytes(text), "/x").Select(v => $"{v.Name}={v.Value}")));

    [Theory]
    [InlineData("A=1\n\nsecret\n", "line 3: not KEY=VALUE")]
    [InlineData("=secret\n", "line 1: not KEY=VALUE")]
    [InlineData("1A=secret\n", "line 1: not KEY=VALUE")]
    [InlineData("A B=secret\n", "line 1: not KEY=VALUE")]
    [InlineData("A=1\nB=\"secret\nC=2\n", "line 2: no closing quotation")]
    [InlineData("A=\"1\n2\"\nB='secret' more\n", "line 3: text after the closing '")]
    [InlineData("A=se\0cret\n", "line 1: a NUL character, which no variable can hold")]
    public void A_refusal_names_the_file_and_the_line_and_no_value(string text, string expected)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => EnvironmentFileText.Parse(Encoding.UTF8.GetBytes(text), "/x"));
        Assert.Equal($"environment_file '/x' {expected}", refusal.Message);
    }

    [Fact]
    public void What_is_no_UTF8_or_too_large_is_refused()
    {
        Assert.Equal("environment_file '/x' line 2: not UTF-8", Assert.Throws<ConfigurationException>(() => EnvironmentFileText.Parse([(byte)'#', 10, 0xFF], "/x")).Message);
        Assert.Equal("environment_file '/x': larger than 1 MiB", Assert.Throws<ConfigurationException>(() => EnvironmentFileText.Parse(new byte[EnvironmentFileText.MaxBytes + 1], "/x")).Message);
    }
}
