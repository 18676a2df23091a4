using Supervisor.Rpc.Contract;
using Supervisor.Server.Configuration;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>What of a reading is our own, or goes over more than one: the rest is recorded from stock beside this.</summary>
public class ConfigurationReaderTests
{
    [Fact]
    public void The_daemons_environment_is_expanded_once_and_may_name_the_host()
    {
        var options = ConfigurationFixture.Of("[supervisord]\nenvironment=A=\"100%%\",H=\"%(host_node_name)s\",C=\"%(ENV_COLOR)s\"\n").Supervisord;
        Assert.Equal([new("A", "100%"), new("H", ConfigurationFixture.HostName), new("C", "red")], options.Environment);
    }

    [Fact]
    public void What_the_daemons_environment_once_defined_stays_known_to_later_readings()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("main.conf", "[supervisord]\nenvironment=X=1\n[program:a]\ncommand=%(ENV_X)s\n");
        var reader = fixture.Reader();
        Assert.Equal("1", reader.Read().Groups[0].Processes[0].Command);
        fixture.Write("main.conf", "[supervisord]\n[program:a]\ncommand=%(ENV_X)s\n");
        var again = reader.Read();
        Assert.Equal("1", again.Groups[0].Processes[0].Command);
        Assert.Empty(again.Groups[0].Processes[0].Environment);
    }

    [Fact]
    public void A_programs_own_variables_do_not_reach_the_next_number_or_the_next_program()
    {
        Assert.Contains(
            "contains names ('ENV_X')",
            ConfigurationFixture.RefusalOfSections("[program:a]\ncommand=a\nenvironment=X=1\n[program:b]\ncommand=%(ENV_X)s\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_bare_conversion_does_not_insert_the_environment_and_says_what_to_write()
    {
        var refusal = ConfigurationFixture.RefusalOfSections("[program:a]\ncommand=date +%s\n");
        Assert.Contains("write %% for a percent sign in section 'program:a'", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("red", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x:y", "x:y cannot be resolved within [rpcinterface:t]: Python plug-ins cannot be loaded by this program; the only supervisor.rpcinterface_factory it has is "
        + "supervisor.rpcinterface:make_main_rpcinterface. Remove the section to start without the plug-in")]
    [InlineData("supervisor.rpcinterface:make_main_rpcinterface\nretries=1", "Could not make t rpc interface: it takes no option 'retries'")]
    public void An_interface_that_is_none_of_ours_is_refused_with_what_to_do(string factory, string message) =>
        Assert.Equal(message, ConfigurationFixture.RefusalOfSections($"[rpcinterface:t]\nsupervisor.rpcinterface_factory={factory}\n"));

    [Fact]
    public void A_result_handler_that_is_none_of_ours_is_refused_with_those_there_are()
    {
        var refusal = ConfigurationFixture.RefusalOfSections("[eventlistener:l]\ncommand=l\nevents=TICK\nresult_handler=a:b\n");
        Assert.StartsWith("a:b cannot be resolved within [eventlistener:l]: ", refusal, StringComparison.Ordinal);
        Assert.EndsWith("supervisor.dispatchers:default_handler", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", PayloadLengthUnit.Characters)]
    [InlineData("len_unit=bytes\n", PayloadLengthUnit.Bytes)]
    [InlineData("len_unit=Characters\n", PayloadLengthUnit.Characters)]
    internal void A_listener_may_ask_for_lengths_in_bytes(string line, PayloadLengthUnit unit)
    {
        var groups = ConfigurationFixture.OfSections("[eventlistener:l]\ncommand=l\nevents=TICK\n" + line).Groups;
        Assert.Equal(unit, Assert.IsType<ListenerPoolOptions>(Assert.Single(groups)).LengthUnit);
    }

    [Fact]
    public void An_fcgi_program_keeps_its_socket_inside_a_group()
    {
        var process = ConfigurationFixture.OnlyProcess("[fcgi-program:f]\ncommand=f\nsocket=unix:///tmp/%(program_name)s.sock\nsocket_mode=0770\n[group:g]\nprograms=f\n");
        Assert.Equal(("unix:///tmp/f.sock", 0x1F8), (process.Socket!.Url, process.Socket.Mode));
    }

    [Fact]
    public void A_programs_relative_log_is_looked_for_where_the_daemon_will_stand()
    {
        using var directory = new TestDirectory();
        Directory.CreateDirectory(directory["logs"]);
        var text = $"[supervisord]\ndirectory={directory.Path}\n[program:a]\ncommand=a\nstdout_logfile=logs/a.log\n";
        Assert.Equal(LogTarget.File("logs/a.log"), ConfigurationFixture.Of(text).Groups[0].Processes[0].Stdout.LogFile);
        Directory.Delete(directory["logs"]);
        Assert.StartsWith("The directory named as part of the path logs/a.log does not exist in section", ConfigurationFixture.Refusal(text), StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_a_log_is_expanded_once() => Assert.Equal(
        LogTarget.File("/tmp/100%.log"), ConfigurationFixture.OnlyProcess("[program:a]\ncommand=a\nstdout_logfile=/tmp/100%%.log\n").Stdout.LogFile);

    [Fact]
    public void An_included_file_that_cannot_be_read_is_left_out_and_said()
    {
        using var fixture = new ConfigurationFixture();
        Directory.CreateDirectory(fixture["sub/a.conf"]);
        fixture.Write("sub/b.conf", "[program:b]\ncommand=b\n");
        var configuration = fixture.Read("[supervisord]\n[include]\nfiles=sub/*.conf\n");
        Assert.Equal("b", Assert.Single(configuration.Groups).Name);
        Assert.Equal([$"Included file \"{fixture["sub/a.conf"]}\" could not be read and was left out"], ConfigurationFixture.Warnings(configuration));
    }

    [Theory]
    [InlineData("etc/supervisord.conf")]
    [InlineData("supervisord.conf")]
    [InlineData("usr/supervisord.conf")]
    [InlineData("usr/etc/supervisord.conf")]
    public void The_usual_places_are_beside_the_program_and_where_it_is_started(string place)
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write(place, "[supervisord]\n");
        var found = ConfigurationFile.Find(fixture["usr/bin/supervisord"], fixture.Path);
        Assert.Equal(fixture[place], Path.GetFullPath(found, fixture.Path));
    }

    [Fact]
    public void The_place_beside_the_program_comes_before_that_where_it_is_started()
    {
        using var fixture = new ConfigurationFixture();
        foreach (var place in new[] { "etc/supervisord.conf", "supervisord.conf", "usr/supervisord.conf", "usr/etc/supervisord.conf" })
            fixture.Write(place, "[supervisord]\n");
        Assert.Equal(fixture["usr/etc/supervisord.conf"], ConfigurationFile.Find(fixture["usr/bin/supervisord"], fixture.Path));
        Assert.Equal("etc/supervisord.conf", ConfigurationFile.Find("./supervisord", fixture.Path));
    }

    [Fact]
    public async Task Readings_from_several_threads_do_not_mix()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("main.conf", "[supervisord]\nenvironment=X=1\n[program:a]\ncommand=%(ENV_X)s\nbad=1\n");
        var reader = fixture.Reader();
        var readings = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(reader.Read)));
        Assert.All(readings, r => Assert.Single(r.Messages));
    }

    /// <summary>What <c>[supervisord] environment</c> once defined stays known, but not from a look that nobody follows.</summary>
    [Fact]
    public void A_look_leaves_no_trace()
    {
        const string Defines = "[supervisord]\nenvironment=ONCE=1\n";
        const string Uses = "[supervisord]\nidentifier=%(ENV_ONCE)s\n";
        using var fixture = new ConfigurationFixture();
        fixture.Write("main.conf", Defines);
        var reader = fixture.Reader();
        Assert.Equal("1", reader.Look().Supervisord.Environment[0].Value);
        fixture.Write("main.conf", Uses);
        Assert.Throws<ConfigurationException>(reader.Read);
        fixture.Write("main.conf", Defines);
        reader.Read();
        fixture.Write("main.conf", Uses);
        Assert.Equal("1", reader.Read().Supervisord.Identifier);
    }
}
