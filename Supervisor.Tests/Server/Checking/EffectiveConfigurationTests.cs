namespace Supervisor.Tests.Server.Checking;

/// <summary><c>--check --print</c>: defaults filled in, everything expanded, secrets hidden.</summary>
public class EffectiveConfigurationTests
{
    private const string Text = CheckFixture.Daemon + "environment=TOKEN=hidden1\n"
        + "[inet_http_server]\nport=127.0.0.1:9001\nusername=me\npassword=hidden2\n"
        + "[program:web]\ncommand=/bin/cat %(process_num)d\nprocess_name=%(program_name)s_%(process_num)02d\nnumprocs=2\nenvironment=KEY=hidden3\nautostrat=no\n"
        + "[eventlistener:l]\ncommand=/bin/cat\nevents=TICK_5\n";

    [Fact]
    public void It_shows_what_the_daemon_will_run_on()
    {
        using var fixture = new CheckFixture();
        var (code, output, error) = fixture.Run(Text, print: true);
        Assert.Equal(0, code);
        var sections = output.Split("\n\n").ToDictionary(s => s.Split('\n')[0], s => s.TrimEnd('\n').Split('\n')[1..]);
        Assert.Equal(
            ["[supervisord]", "[inet_http_server]", "[eventlistener:l]", "[process:l:l]", "[group:web]", "[process:web:web_00]", "[process:web:web_01]"],
            sections.Keys);
        Assert.Equal(["logfile=@dir@/s.log", "logfile_maxbytes=50MB", "logfile_backups=10", "loglevel=info"], sections["[supervisord]"][..4]);
        Assert.Equal(["port=127.0.0.1:9001", "username=me", "password=***"], sections["[inet_http_server]"]);
        Assert.Equal(["priority=-1", "events=TICK_5", "buffer_size=10", "result_handler=supervisor.dispatchers:default_handler", "len_unit=characters"], sections["[eventlistener:l]"]);
        Assert.Equal(
            ["command=/bin/cat 1", "environment=TOKEN=***,KEY=***", "serverurl=AUTO", "priority=999", "autostart=true", "autorestart=unexpected", "startsecs=1"],
            sections["[process:web:web_01]"][..7]);
        Assert.Contains("unknown option autostrat", error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_in_it()
    {
        using var fixture = new CheckFixture();
        var (_, output, error) = fixture.Run(Text, print: true);
        Assert.DoesNotContain("hidden", output + error, StringComparison.Ordinal);
    }
}
