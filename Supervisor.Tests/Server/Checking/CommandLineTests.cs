using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Checking;

/// <summary>The options that stock has not: they take nothing from those it has.</summary>
public class CommandLineTests
{
    [Fact]
    public void The_new_options_are_known_by_their_whole_names()
    {
        var options = Parse("--check", "--print", "--strict", "-c", "x.conf");
        Assert.Equal((true, true, true, "x.conf"), (options.Check, options.Print, options.Strict, options.ConfigurationFile));
    }

    [Fact]
    public void A_prefix_means_what_it_means_to_stock()
    {
        Assert.Equal("/tmp", Parse("--ch", "/tmp").ChildLogDir);
        Assert.True(Parse("--str").StripAnsi);
        Assert.False(Parse("--pr", "cumulative").Print);
        Assert.Equal("--check", Parse("-i", "--check").Identifier);
        Assert.Equal("option --chec not recognized", Refusal("--chec"));
        Assert.Equal("option --check must not have an argument", Refusal("--check=x"));
    }

    [Theory]
    [InlineData("--print", "--print is an option of --check: write --check too")]
    [InlineData("--strict", "--strict is an option of --check: write --check too")]
    public void What_belongs_to_the_check_does_not_start_a_daemon(string option, string refusal) => Assert.Equal(refusal, Refusal(option));

    private static CommandLineOptions Parse(params string[] arguments) => CommandLine.Parse(arguments, "/");

    private static string Refusal(params string[] arguments) => Assert.Throws<ConfigurationException>(() => Parse(arguments)).Message;
}
