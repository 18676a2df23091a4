using Supervisor.Server.Configuration;

namespace Supervisor.Tests.Server.Configuration;

/// <summary><c>depends_on</c> and its like, as they are read and as they are refused.</summary>
public class DependencyReadingTests
{
    private const string Db = "[program:db]\ncommand=x\n";
    private const string Web = "[program:web]\ncommand=x\n";

    [Theory]
    [InlineData("db", "db (running)")]
    [InlineData("db=started", "db (running)")]
    [InlineData("db = process_started", "db (running)")]
    [InlineData("db=SERVICE_STARTED", "db (running)")]
    [InlineData("db=running", "db (running)")]
    [InlineData("db=completed", "db (completed)")]
    [InlineData("db=exited-ok", "db (completed)")]
    [InlineData("db=process_completed_successfully", "db (completed)")]
    [InlineData("db=service_completed_successfully", "db (completed)")]
    [InlineData("db=exited", "db (exited)")]
    [InlineData("db=process_completed", "db (exited)")]
    [InlineData(" db , db:db=exited,db ", "db (running), db:db (exited)")]
    public void What_can_be_written(string value, string read) => Assert.Equal(read, WaitsOf(Db + Web + $"depends_on={value}\n"));

    [Theory]
    [InlineData("healthy")]
    [InlineData("process_healthy")]
    [InlineData("service_healthy")]
    public void Nobody_can_be_healthy_who_cannot_say_so(string word) =>
        Assert.Equal(In("depends_on: 'db' has no readiness check, so it can never be healthy"), Refusal(Db + Web + $"depends_on=db={word}\n"));

    [Theory]
    [InlineData("depends_on=nope", "depends_on: no such program or group 'nope'")]
    [InlineData("dependson=nope", "dependson: no such program or group 'nope'")]
    [InlineData("dependencies=db:nope", "dependencies: no such program or group 'db:nope'")]
    [InlineData("depends_on=db,,db", "depends_on: empty item in 'db,,db'")]
    [InlineData("depends_on=db=foo", "depends_on: 'db=foo': the conditions are running, healthy, completed, exited")]
    [InlineData("depends_on==running", "depends_on: '=running': the conditions are running, healthy, completed, exited")]
    [InlineData("depends_on=always=completed", "depends_on: 'always' is restarted always, so it never completes")]
    [InlineData("depends_on=db\ndependson=db", "'depends_on' and 'dependson' are the same option")]
    [InlineData("depends_timeout=soon", "depends_timeout: not a valid duration: 'soon'")]
    [InlineData("startdelaysecs=-1", "startdelaysecs: not a valid duration: '-1'")]
    [InlineData("depends_on_stop=kill", "invalid 'depends_on_stop' value 'kill' (one of: keep, stop, restart)")]
    [InlineData("depends_on=web", "depends_on: cycle web -> web")]
    public void What_is_refused(string line, string text) =>
        Assert.Equal(In(text), Refusal(Db + "[program:always]\ncommand=x\nautorestart=true\n" + Web + line + "\n"));

    [Fact]
    public void A_cycle_is_told_with_the_shortest_way_round_from_the_first_in_the_file() => Assert.Equal(
        "depends_on: cycle web -> api -> web in section 'program:web' (file: 'main.conf')",
        Refusal(
            "[program:a]\ncommand=x\ndepends_on=web\n" + Web + "depends_on=far,api\n[program:api]\ncommand=x\ndepends_on=web\n"
            + "[program:far]\ncommand=x\ndepends_on=farther\n[program:farther]\ncommand=x\ndepends_on=web\n"));

    [Fact]
    public void A_cycle_through_a_group_is_told_where_it_is_written() => Assert.Equal(
        "depends_on: cycle g:web -> db -> g:web in section 'group:g' (file: 'main.conf')",
        Refusal(Web + "[group:g]\nprograms=web\ndepends_on=db\n" + Db + "depends_on=g\n"));

    [Fact]
    public void Names_mean_a_process_a_group_a_section_and_a_group_in_this_order()
    {
        const string Text = "[program:n]\ncommand=x\nnumprocs=2\nprocess_name=n%(process_num)d\n[program:b]\ncommand=x\n[group:g]\nprograms=n,b\n"
            + "[program:g]\ncommand=x\n[group:h]\nprograms=g\n";
        var names = new DependencyNames(ConfigurationFixture.OfSections(Text).Groups);
        Assert.Equal(["g:n0"], Found("g:n0"));
        Assert.Equal(["g:n0", "g:n1", "g:b"], Found("g:*"));
        Assert.Equal(["g:n0", "g:n1"], Found("n"));
        // A section before a group of that name.
        Assert.Equal(["h:g"], Found("g"));
        Assert.Equal(["h:g"], Found("h"));
        Assert.Empty(Found("g:g"));
        Assert.Empty(Found("n0"));

        IEnumerable<string> Found(string name) => names.Find(name).Select(key => key.ToString());
    }

    [Fact]
    public void Each_process_has_its_programs_and_its_groups_and_may_name_its_own_number()
    {
        var groups = ConfigurationFixture.OfSections(
            Db + "numprocs=2\nprocess_name=db%(process_num)d\n" + Web
            + "numprocs=2\nprocess_name=web%(process_num)d\ndepends_on=db:db%(process_num)d\n[program:log]\ncommand=x\n[group:g]\nprograms=web\ndependencies=log=exited\n").Groups;
        Assert.Equal(["db:db0 (running), log (exited)", "db:db1 (running), log (exited)"], groups.Single(g => g.Name == "g").Processes.Select(Waits));
    }

    [Fact]
    public void Nothing_set_is_nothing_there()
    {
        Assert.Null(ConfigurationFixture.OnlyProcess(Web + "depends_on=\ndepends_timeout=0\ndepends_on_stop=keep\nstartdelaysecs=0s\n").Dependencies);
        Assert.Null(ConfigurationFixture.OnlyProcess("[eventlistener:l]\ncommand=x\nevents=TICK_5\n").Dependencies);
    }

    [Fact]
    public void All_the_mistakes_are_told_by_a_check()
    {
        using var fixture = new ConfigurationFixture();
        fixture.Write("main.conf", "[supervisord]\n" + Web + "depends_on=a=b\n" + Db + "depends_on=nope,db\n[program:broken]\ncommand=x\nstartsecs=x\n[program:c]\ncommand=x\ndepends_on=broken\n");
        var errors = fixture.Reader().Inspect().Errors.Select(e => $"{e.Line} {e.Text}").Order();
        Assert.Equal(
            [
                "10 [program:broken] startsecs: invalid literal for int() with base 10: 'x'",
                "4 [program:web] depends_on: 'a=b': the conditions are running, healthy, completed, exited",
                "7 [program:db] depends_on: cycle db -> db",
                "7 [program:db] depends_on: no such program or group 'nope'",
            ],
            errors);
    }

    [Theory]
    [InlineData("10", 10_000)]
    [InlineData("1.5", 1500)]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    public void Durations(string text, int milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), OptionParsers.Duration(text));

    private static string WaitsOf(string sections) => Waits(ConfigurationFixture.OfSections(sections).Groups.SelectMany(g => g.Processes).Single(p => p.Name == "web"));

    private static string Waits(ProcessOptions process) => string.Join(", ", process.Dependencies!.On.Select(d => d.Wait));

    private static string In(string text) => $"{text} in section 'program:web' (file: 'main.conf')";

    private static string Refusal(string sections) => ConfigurationFixture.RefusalOfSections(sections);
}
