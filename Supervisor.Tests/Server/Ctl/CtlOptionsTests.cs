using Supervisor.Server.Configuration;
using Supervisor.Server.Ctl;
using Supervisor.Server.Ctl.Wire;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Ctl;

/// <summary>Command line and <c>[supervisorctl]</c>: what is read, and which of the two wins.</summary>
public sealed class CtlOptionsTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Options_end_at_the_first_word()
    {
        var options = CtlCommandLine.Parse(["-i", "-utom", "--pass", "x=y", "--serverurl=unix:///a", "-r", "h", "tail", "-f", "cat"]);
        Assert.True(options.Interactive);
        Assert.Equal(("tom", "x=y", "unix:///a", "h"), (options.Username, options.Password, options.ServerUrl, options.HistoryFile));
        Assert.Equal(["tail", "-f", "cat"], options.Words);
    }

    [Fact]
    public void The_spelling_of_stocks_own_help_is_taken_as_well() => Assert.Equal("h", CtlCommandLine.Parse(["--history-file", "h"]).HistoryFile);

    [Fact]
    public void The_section_is_read_with_its_expansions()
    {
        var options = Read("[supervisorctl]\nserverurl=unix://%(here)s/../x.sock\nhistory_file=%(here)s/h\nusername=%(ENV_WHO)s\npassword=a;b\nprompt=p%%\n[ctlplugin:x]\n");
        Assert.Equal($"unix://{Path.GetDirectoryName(_directory.Path)}/x.sock", options.ServerUrl);
        Assert.Equal(_directory["h"], options.HistoryFile);
        Assert.Equal(("me", "a;b", "p%"), (options.Username, options.Password, options.Prompt));
        Assert.Equal(["ctlplugin:x"], options.Plugins);
    }

    [Fact]
    public void The_command_line_wins_over_the_section()
    {
        var options = CtlCommandLine.Parse(["-s", "http://b", "-u", "b"]).Over(Read("[supervisorctl]\nserverurl=http://a\nusername=a\npassword=a\n"));
        Assert.Equal(("http://b", "b", "a"), (options.ServerUrl, options.Username, options.Password));
    }

    [Fact]
    public void Included_files_are_not_looked_at() =>
        Assert.Equal("http://a", Read("[supervisorctl]\nserverurl=http://a\n[include]\nfiles=/nope/*.conf\n").ServerUrl);

    [Theory]
    [InlineData("[supervisord]\n", ".ini file does not include supervisorctl section")]
    [InlineData("[supervisorctl]\nprompt=%(here)s\n", "Format string '%(here)s' for 'supervisorctl.prompt' contains names ('here') which cannot be expanded. Available names: ENV_WHO")]
    [InlineData("[supervisorctl]\nnonsense\n", "Source contains parsing errors: 'ctl.conf'\n\t[line  2]: 'nonsense\\n'")]
    public void What_can_not_be_read_is_said(string text, string message) => Assert.Equal(message, Assert.Throws<ConfigurationException>(() => Read(text)).Message);

    [Theory]
    [InlineData("http://Host:8080/x", "host", 8080, "host:8080")]
    [InlineData("http://u:p@host", "host", 80, "host")]
    [InlineData("http://[::1]:9001", "::1", 9001, "[::1]:9001")]
    [InlineData("http://host:", "host", 80, "host")]
    public void A_url_names_host_and_port(string url, string host, int port, string header)
    {
        var address = ServerAddress.Parse(url);
        Assert.Equal((host, port, header, null), (address.Host, address.Port, address.HostHeader, address.SocketPath));
    }

    private CtlOptions Read(string text)
    {
        _directory.Write("ctl.conf", text);
        return CtlConfiguration.Read("ctl.conf", _directory.Path, [KeyValuePair.Create("WHO", "me")]);
    }
}
