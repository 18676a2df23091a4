using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary>Where variables come from, defaults of programs, and values in which % means nothing.</summary>
public class ProgramLanguageTests
{
    private const string Program = "[program:p]\ncommand=/bin/p\n";

    [Fact]
    public void Without_the_keys_there_is_nothing_of_it() => Assert.Null(ConfigurationFixture.OnlyProcess(Program + "inherit_environment=true\nlogin_environment=no\n").Sources);

    [Theory]
    [InlineData("environment_file")]
    [InlineData("env_file")]
    [InlineData("envFiles")]
    public void Files_are_absolute_and_every_spelling_is_one_option(string key)
    {
        using var fixture = new ConfigurationFixture();
        var process = fixture.Read($"[supervisord]\nenvironment=S=1\n{Program}{key}= a.env , -%(here)s/%(program_name)s.env\nenvironment=OWN=1\n").Groups[0].Processes[0];
        Assert.Equal([fixture["a.env"], $"-{fixture["p.env"]}"], process.Sources!.Files);
        Assert.Equal(["OWN"], process.Sources.Own);
    }

    [Theory]
    [InlineData("environment_file=a,,b", "empty item in 'a,,b'")]
    [InlineData("environment_file=-", "empty item in '-'")]
    [InlineData("env_file=a\nenvfiles=b", "'env_file' and 'envfiles' are the same option")]
    [InlineData("inherit_environment=A B", "invalid 'inherit_environment' value 'A B' (true, false, or names of variables, in which * is any text)")]
    [InlineData("login_environment=maybe", "not a valid boolean value: 'maybe'")]
    [InlineData("interpolate=maybe", "not a valid boolean value: 'maybe'")]
    public void What_cannot_be_is_refused(string key, string refusal) =>
        Assert.Equal($"{refusal} in section 'program:p' (file: 'main.conf')", ConfigurationFixture.RefusalOfSections($"{Program}{key}\n"));

    [Theory]
    [InlineData("false", "LANG", false)]
    [InlineData("LANG,LC_*", "LANG", true)]
    [InlineData("LANG,LC_*", "LC_ALL", true)]
    [InlineData("LANG,LC_*", "XLC_ALL", false)]
    [InlineData("*", "ANY", true)]
    public void What_is_inherited_goes_by_name(string value, string name, bool isInherited) =>
        Assert.Equal(isInherited, ConfigurationFixture.OnlyProcess($"{Program}inherit_environment={value}\n").Sources!.Inherits(name));

    [Fact]
    public void Without_interpolation_a_percent_sign_is_a_plain_character()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("one.conf", "[program:java]\ncommand=/bin/java -Xlog:gc:%(here)s/%t.log 100%\nprocess_name=%(program_name)s_%(process_num)d\nnumprocs=2\ninterpolate=false\n"
            + "environment=A=\"%d\"\nenvironment_file=/etc/%p.env\n[program:other]\ncommand=%(here)s/x\n");
        var groups = fixture.Read("[supervisord]\n[include]\nfiles=*one.conf\n").Groups;
        Assert.Equal(["java_0", "java_1"], groups[0].Processes.Select(p => p.Name));
        Assert.Equal("/bin/java -Xlog:gc:%(here)s/%t.log 100%", groups[0].Processes[1].Command);
        Assert.Equal([new EnvironmentVariable("A", "%d")], groups[0].Processes[0].Environment);
        Assert.Equal(["/etc/%p.env"], groups[0].Processes[0].Sources!.Files);
        Assert.Equal($"{fixture.Path}/x", groups[1].Processes[0].Command);
    }

    [Fact]
    public void Defaults_count_where_a_section_does_not_say_and_before_DEFAULT()
    {
        var configuration = ConfigurationFixture.OfSections(
            "[DEFAULT]\nstopwaitsecs=1\numask=022\n[program-default]\nstopwaitsecs=2\nstartsecs=%(ENV_COLOR)s\nenvironment=A=1,B=2\nenv_file=/d.env\nredirect_stderr=true\nnice=5\n"
            + "[program:a]\ncommand=a\nstartsecs=3\n[program:b]\ncommand=b\nstartsecs=0\nenvironment=C=3\nenvironment_file=/b.env\nstopwaitsecs=7\n"
            + "[eventlistener:l]\ncommand=l\nevents=TICK\nstartsecs=1\n[fcgi-program:f]\ncommand=f\nsocket=tcp://localhost:1\nstartsecs=1\n");
        var processes = configuration.Groups.ToDictionary(g => g.Name, g => g.Processes[0]);
        Assert.Equal([2, 7, 2, 2], new[] { "a", "b", "l", "f" }.Select(name => processes[name].StopWaitSeconds));
        Assert.Equal(3, processes["a"].StartSeconds);
        Assert.Equal(["A", "B"], processes["a"].Environment.Select(v => v.Name));
        Assert.Equal(["C"], processes["b"].Environment.Select(v => v.Name));
        Assert.Equal(["/d.env"], processes["f"].Sources!.Files);
        Assert.Equal(["/b.env"], processes["b"].Sources!.Files);
        Assert.True(processes["a"].RedirectStderr);
        Assert.False(processes["l"].RedirectStderr);
        Assert.All(processes.Values, p => Assert.Single(p.Resources));
        Assert.Empty(ConfigurationFixture.Warnings(configuration));
    }

    [Fact]
    public void A_mistake_in_the_defaults_is_told_where_it_stands()
    {
        var configuration = ConfigurationFixture.OfSections("[program-default]\nautostrat=no\n[program:a]\ncommand=a\n[program:b]\ncommand=b\n");
        Assert.Equal(["main.conf, line 3: unknown option autostrat in [program-default]; did you mean autostart?"], ConfigurationFixture.Warnings(configuration));
    }
}
