using System.Text.RegularExpressions;
using Supervisor.Server.Configuration;
using Supervisor.Tests.Architecture;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>
/// <c>conf/supervisord.conf</c> is complete and true: it names every option there is, and what it shows is the default unless it says
/// otherwise in brackets.
/// </summary>
public partial class SampleConfigurationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "conf/supervisord.conf"));

    [Fact]
    public void It_is_read_as_it_stands_without_a_warning()
    {
        var configuration = ConfigurationFixture.Of(string.Join('\n', Lines));
        Assert.Empty(configuration.Messages);
        Assert.True(configuration.HasSupervisorInterface);
        Assert.Equal("/tmp/supervisor.sock", Assert.IsType<UnixServerOptions>(Assert.Single(configuration.HttpServers)).Path);
    }

    [Fact]
    public void With_every_option_uncommented_it_is_read_without_a_warning()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("supervisord.d/one.conf", "[program:one]\ncommand=/bin/one\n");
        var configuration = fixture.Read(string.Join('\n', Uncommented(_ => true)));
        Assert.Empty(ConfigurationFixture.Warnings(configuration));
        Assert.Equal(["one", "pool", "watcher", "web"], configuration.Groups.Select(g => g.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("supervisord")]
    [InlineData("supervisorctl")]
    [InlineData("unix_http_server")]
    [InlineData("inet_http_server")]
    [InlineData("program:example")]
    [InlineData("fcgi-program:pool")]
    [InlineData("eventlistener:watcher")]
    [InlineData("group:web")]
    [InlineData("include")]
    public void It_names_every_option_of_a_section_and_no_other(string section)
    {
        var document = Document(Uncommented(_ => true));
        Assert.Equal(KnownOptions.Of(section)!.Order(StringComparer.Ordinal), document.Find(section)!.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Groups of each kind with only what is required, beside the same with all that is called a default.</summary>
    [Fact]
    public void What_it_shows_is_the_default_unless_it_says_otherwise()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Environment["TMPDIR"] = "/tmp";
        var required = fixture.Read(string.Join('\n', Uncommented(line => line.Contains("(required)", StringComparison.Ordinal))));
        var defaults = fixture.Read(string.Join('\n', Uncommented(line => !line.Contains("(default: ", StringComparison.Ordinal))));
        Assert.Equal(required.Supervisord, defaults.Supervisord);
        Assert.Equal(required.Groups, defaults.Groups);
        Assert.Equal(required.HttpServers, defaults.HttpServers);
        Assert.Equal(3, defaults.Groups.Count);
    }

    private static IniDocument Document(IEnumerable<string> lines)
    {
        var document = new IniDocument();
        IniReader.Read(document, "sample", string.Join('\n', lines));
        return document;
    }

    /// <summary>The sections, and the options that are wanted, without the semicolon before them. Those that are active count too.</summary>
    private static IEnumerable<string> Uncommented(Func<string, bool> isWanted) =>
        Lines.Select(line => Commented().Replace(line, "$1")).Where(line => Option().IsMatch(line) ? isWanted(line) : line.StartsWith('['));

    [GeneratedRegex(@"^;(\[|[a-z_.]+=)")]
    private static partial Regex Commented();

    [GeneratedRegex(@"^[a-z_.]+=")]
    private static partial Regex Option();
}
