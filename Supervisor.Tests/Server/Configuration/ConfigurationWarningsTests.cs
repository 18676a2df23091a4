namespace Supervisor.Tests.Server.Configuration;

/// <summary>What stock swallows without a word is started with all the same, and said.</summary>
public class ConfigurationWarningsTests
{
    [Theory]
    [InlineData("[progam:x]\n", "main.conf, line 2: unknown section [progam:x]; did you mean program:?")]
    [InlineData("[supervisor]\n", "main.conf, line 2: unknown section [supervisor]; did you mean supervisord?")]
    [InlineData("[weather]\n", "main.conf, line 2: unknown section [weather]")]
    [InlineData("[program:x]\ncommand=a\nstdout_logfiles=b\n", "main.conf, line 4: unknown option stdout_logfiles in [program:x]; did you mean stdout_logfile?")]
    [InlineData("[program:x]\ncommand=a\nauto_start=b\n", "main.conf, line 4: unknown option auto_start in [program:x]; did you mean autostart?")]
    [InlineData("[group:x]\nprogram=a\n", "main.conf, line 3: unknown option program in [group:x]; did you mean programs?")]
    [InlineData("[unix_http_server]\nfile=a\nport=1\n", "main.conf, line 4: unknown option port in [unix_http_server]")]
    [InlineData(
        "[program:x]\ncommand=sh -c \"a ; b\"\n",
        "main.conf, line 3: the value of command in [program:x] ends within quotes, before the comment '; b\"'; quotes do not protect a ; or # after a "
        + "blank, write it without the blank")]
    [InlineData(
        "[rpcinterface:other]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n",
        "[rpcinterface:other] is not served: this program offers its methods under the name supervisor only, as [rpcinterface:supervisor]")]
    [InlineData(
        "[ctlplugin:x]\nsupervisor.ctl_factory=a:b\nany=thing\n",
        "main.conf, line 2: [ctlplugin:x] has no effect: plug-ins of supervisorctl are Python and cannot be loaded by this one; where their commands are "
        + "needed use Python's supervisorctl, which works with this daemon")]
    public void A_likely_mistake_is_said_with_its_place(string sections, string warning)
    {
        Assert.Equal([warning], ConfigurationFixture.Warnings(ConfigurationFixture.OfSections(sections)));
    }

    [Theory]
    [InlineData("[program:x]\ncommand=sh -c \"a\" ; b\n")]
    [InlineData("[program:x]\ncommand=sh -c \"a;b\"\n")]
    [InlineData("[inet_http_server:second]\nport=1\n")]
    [InlineData("[supervisorctl]\nprompt=x\n")]
    [InlineData("[program:x]\ncommand=a\ndependent_startup=true\ndependent_startup_wait_for=b:running\nstartinorder=true\nstartnextafter=EXITED\n")]
    [InlineData("[supervisord]\nidentifier=x\n")]
    public void What_is_right_is_not_warned_of(string sections) => Assert.Empty(ConfigurationFixture.OfSections(sections).Messages);

    [Fact]
    public void A_program_that_is_there_twice_is_told_with_both_places()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("sub/x.conf", "[program:x]\ncommand=a\n");
        fixture.Write("sub/x.conf.save", "\n[program:x]\ncommand=b\n");
        var warnings = ConfigurationFixture.Warnings(fixture.Read("[supervisord]\n[include]\nfiles=sub/*.conf*\n"));
        Assert.Equal(
            $"{fixture.Path}/sub/x.conf.save, line 2: [program:x] is there already, in {fixture.Path}/sub/x.conf, line 1; the two become one, and where both set "
            + "an option this one counts",
            Assert.Single(warnings));
    }

    [Fact]
    public void An_option_that_many_programs_have_is_one_line()
    {
        var sections = string.Concat(Enumerable.Range(1, 3).Select(n => $"[program:p{n}]\ncommand=a\ndepend=x\n"));
        Assert.Equal(
            ["main.conf, line 4: unknown option depend in [program:p1] and 2 other sections"],
            ConfigurationFixture.Warnings(ConfigurationFixture.OfSections(sections)));
    }

    [Fact]
    public void A_place_in_an_included_file_names_that_file()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("sub/a.conf", "[program:a]\ncommand=a\n\nstartsec=1\n");
        var warnings = ConfigurationFixture.Warnings(fixture.Read("[supervisord]\n[include]\nfiles=sub/*.conf\n"));
        Assert.Equal($"{fixture.Path}/sub/a.conf, line 4: unknown option startsec in [program:a]; did you mean startsecs?", Assert.Single(warnings));
    }
}
