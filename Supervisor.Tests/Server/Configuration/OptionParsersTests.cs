using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Every type an option can have: what it takes, and what it says when it does not.</summary>
public class OptionParsersTests
{
    [Theory]
    [InlineData("yes", true)]
    [InlineData("True", true)]
    [InlineData("ON", true)]
    [InlineData("1", true)]
    [InlineData("no", false)]
    [InlineData("FALSE", false)]
    [InlineData("off", false)]
    [InlineData("0", false)]
    public void Booleans(string text, bool value) => Assert.Equal(value, OptionParsers.Boolean(text));

    [Theory]
    [InlineData(" 7 ", 7)]
    [InlineData("-7", -7)]
    [InlineData("1_0", 10)]
    [InlineData("99999999999", int.MaxValue)]
    [InlineData("-99999999999999999999999", int.MinValue)]
    public void Integers(string text, int value) => Assert.Equal(value, OptionParsers.Integer(text));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("10", 10)]
    [InlineData("1KB", 1024)]
    [InlineData("2 mb", 2 * 1024 * 1024)]
    [InlineData("-1", -1)]
    [InlineData("3GB", 3L * 1024 * 1024 * 1024)]
    [InlineData("99999999999GB", long.MaxValue / (1024L * 1024 * 1024) * (1024L * 1024 * 1024))]
    public void Byte_sizes(string text, long value) => Assert.Equal(value, OptionParsers.ByteSize(text));

    [Theory]
    [InlineData("022", 18)]
    [InlineData("0o22", 18)]
    [InlineData("22", 18)]
    [InlineData("0777", 511)]
    public void Octals(string text, int value) => Assert.Equal(value, OptionParsers.Octal(text));

    [Theory]
    [InlineData("TERM", 15)]
    [InlineData("sigkill", 9)]
    [InlineData(" Hup ", 1)]
    [InlineData("34", 34)]
    [InlineData("0", 0)]
    [InlineData("IOT", 6)]
    public void Signals(string text, int value) => Assert.Equal(value, OptionParsers.Signal(text));

    [Theory]
    [InlineData("critical", LogLevel.Critical)]
    [InlineData("Error", LogLevel.Error)]
    [InlineData("WARN", LogLevel.Warn)]
    [InlineData("info", LogLevel.Info)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("blather", LogLevel.Blather)]
    internal void Levels(string text, LogLevel value) => Assert.Equal(value, OptionParsers.Level(text));

    [Theory]
    [InlineData("9001", "", 9001)]
    [InlineData(":9001", "", 9001)]
    [InlineData("*:9001", "", 9001)]
    [InlineData("LocalHost:9001", "localhost", 9001)]
    [InlineData("[::1]:9001", "[::1]", 9001)]
    [InlineData("[::]:9001", "[::]", 9001)]
    public void Addresses(string text, string host, int port) => Assert.Equal((host, port), OptionParsers.InetAddress(text));

    [Fact]
    public void Lists()
    {
        Assert.Equal(["a", "b c", "", "d"], OptionParsers.Strings(" a , b c,,d"));
        Assert.Empty(OptionParsers.Strings(""));
        Assert.Equal([0, 2, 255], OptionParsers.ExitCodes("0, 2 ,255"));
        Assert.Empty(OptionParsers.ExitCodes(""));
    }

    [Theory]
    [InlineData("boolean", "y", "not a valid boolean value: 'y'")]
    [InlineData("boolean", "", "not a valid boolean value: ''")]
    [InlineData("integer", "x", "invalid literal for int() with base 10: 'x'")]
    [InlineData("size", "5TB", "invalid literal for int() with base 10: '5tb'")]
    [InlineData("size", "1k", "invalid literal for int() with base 10: '1k'")]
    [InlineData("octal", "rwx", "rwx can not be converted to an octal type")]
    [InlineData("octal", "-1", "-1 can not be converted to an octal type")]
    [InlineData("signal", "FOO", "value 'FOO' is not a valid signal name")]
    [InlineData("signal", "RTMIN+1", "value 'RTMIN+1' is not a valid signal name")]
    [InlineData("signal", "9999", "value '9999' is not a valid signal number")]
    [InlineData("signal", "35", "value '35' is not a valid signal number")]
    [InlineData("codes", "0,256", "not a valid list of exit codes: '0,256'")]
    [InlineData("codes", "a", "not a valid list of exit codes: 'a'")]
    [InlineData("restart", "maybe", "invalid 'autorestart' value 'maybe'")]
    [InlineData("level", "warning", "bad logging level name 'warning'")]
    [InlineData("name", "a b", "Invalid name: 'a b' because of character: ' '")]
    [InlineData("name", "a:b", "Invalid name: 'a:b' because of character: ':'")]
    [InlineData("name", "a/b", "Invalid name: 'a/b' because of character: '/'")]
    [InlineData("address", "abc", "not a valid port number: 'abc' ")]
    [InlineData("address", "70000", "not a valid port number: '70000' ")]
    [InlineData("address", "h:abc", "invalid literal for int() with base 10: 'abc'")]
    [InlineData("address", "h:70000", "70000 is above upper bound (65535)")]
    [InlineData("address", "h:0", "0 is below lower bound (1)")]
    [InlineData("address", "h:", "no port number specified in ''")]
    [InlineData("user", "nobody-at-all", "Invalid user name nobody-at-all")]
    [InlineData("user", "3999999", "Invalid user id 3999999")]
    [InlineData("group", "nobody-at-all", "Invalid group name nobody-at-all")]
    [InlineData("group", "3999999", "Invalid group id 3999999")]
    [InlineData("path", "/nope/x", "The directory named as part of the path /nope/x does not exist")]
    [InlineData("directory", "/nope", "/nope is not an existing directory")]
    [InlineData("directory", "", " is not an existing directory")]
    public void Refusals(string type, string text, string message)
    {
        Action parse = type switch
        {
            "boolean" => () => OptionParsers.Boolean(text),
            "integer" => () => OptionParsers.Integer(text),
            "size" => () => OptionParsers.ByteSize(text),
            "octal" => () => OptionParsers.Octal(text),
            "signal" => () => OptionParsers.Signal(text),
            "codes" => () => OptionParsers.ExitCodes(text),
            "restart" => () => OptionParsers.AutoRestart(text),
            "level" => () => OptionParsers.Level(text),
            "name" => () => OptionParsers.Name(text),
            "address" => () => OptionParsers.InetAddress(text),
            "user" => () => OptionParsers.User(text),
            "group" => () => OptionParsers.Group(text),
            "path" => () => OptionParsers.PathInExistingDirectory(text, "/"),
            _ => () => OptionParsers.ExistingDirectory(text, "/"),
        };
        Assert.Equal(message, Assert.Throws<ConfigurationException>(parse).Message);
    }

    [Fact]
    public void Homes_are_expanded_and_unknown_users_left_as_they_are()
    {
        Assert.Equal("/root/x", OptionParsers.ExpandHome("~root/x"));
        Assert.Equal("~nobody-at-all/x", OptionParsers.ExpandHome("~nobody-at-all/x"));
        Assert.Equal("a~/x", OptionParsers.ExpandHome("a~/x"));
        Assert.DoesNotContain("~", OptionParsers.ExpandHome("~/x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_paths_are_looked_for_in_the_working_directory()
    {
        using var directory = new TestDirectory();
        Directory.CreateDirectory(directory["there"]);
        Assert.Equal("there/x", OptionParsers.PathInExistingDirectory("there/x", directory.Path));
        Assert.Equal("x", OptionParsers.PathInExistingDirectory("x", "/"));
        Assert.Equal("there", OptionParsers.ExistingDirectory("there", directory.Path));
        Assert.Throws<ConfigurationException>(() => OptionParsers.ExistingDirectory("there", "/"));
    }
}
